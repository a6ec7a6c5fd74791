import { useTranslation } from 'react-i18next'
import type { StatisticsPoint } from '@/client'
import { formatShare } from '@/lib/numbers'
import { DateText } from './DateText'

/** PointValue writes a published value in its unit, with every digit it has. */
export function PointValue({ unit, point }: { unit: string; point: StatisticsPoint }) {
  const { t, i18n } = useTranslation('dashboard')
  if (unit === 'share') return <span className="ft-num">{formatShare(Number(point.value), i18n.language)}</span>
  const value = new Intl.NumberFormat(i18n.language).format(point.value as Intl.StringNumericLiteral)
  return <span className="ft-num">{t(`unit.${unit}`, { value, defaultValue: `${value} ${unit}` })}</span>
}

/** PointTime is the day or the period of a published value. */
export function PointTime({ point }: { point: StatisticsPoint }) {
  if (!point.from_day) return <DateText value={point.as_of} />
  return (
    <>
      <DateText value={point.from_day} /> – <DateText value={point.to_day} />
    </>
  )
}
