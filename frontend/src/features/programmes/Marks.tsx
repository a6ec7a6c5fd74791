import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Phase, Programme } from '@/client'
import { Money } from '@/ui/Money'
import { phaseColors, statusColors } from './words'

/** ProgrammeStatus shows where a programme stands in its life. */
export function ProgrammeStatus({ status }: { status: Programme['status'] }) {
  const { t } = useTranslation('programmes')
  return <Tag color={statusColors[status]}>{t(`status.${status}`)}</Tag>
}

/** CohortPhase shows where a group stands in its life. */
export function CohortPhase({ phase }: { phase: Phase }) {
  const { t } = useTranslation('programmes')
  return <Tag color={phaseColors[phase]}>{t(`phase.${phase}`)}</Tag>
}

/** Ages tells for whom a programme is. */
export function Ages({ of }: { of: { age_min: number; age_max: number } }) {
  const { t } = useTranslation('programmes')
  return t('fromTo', { least: of.age_min, most: of.age_max })
}

/** Fee tells what a place costs. */
export function Fee({ programme }: { programme: Programme }) {
  const { t } = useTranslation('programmes')
  if (programme.fee_rule === 'free') return t('feeRule.free')
  return (
    <>
      <Money fen={programme.fee_fen} /> {t(`feeUnit.${programme.fee_rule}`)}
    </>
  )
}
