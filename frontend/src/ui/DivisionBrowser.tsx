import { useQuery } from '@tanstack/react-query'
import { Breadcrumb, Button, Empty, Modal, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DivisionCrumb, DivisionDetail } from '@/client'
import { useMe } from '@/lib/api'
import { childDivisions, country, level, oneDivision } from './divisions'
import { ProblemAlert } from './ProblemAlert'

interface Props {
  open: boolean
  within?: string
  levels?: number[]
  /** Where to begin; else the own territory. */
  start?: string
  onPick: (code: string) => void
  onClose: () => void
}

/** DivisionBrowser goes down the administrative tree step by step to choose a division. */
export function DivisionBrowser({ open, onClose, ...rest }: Props) {
  const { t } = useTranslation('division')
  return (
    <Modal open={open} onCancel={onClose} title={t('browse')} footer={null} destroyOnHidden width={520}>
      <Steps {...rest} />
    </Modal>
  )
}

function Steps({ within, levels, start, onPick }: Omit<Props, 'open' | 'onClose'>) {
  const home = useMe().data?.home ?? country
  const top = within ?? home
  const [at, goTo] = useState(start || top)
  const here = useQuery(oneDivision(at))
  // A community has nothing below it: show the ones beside it.
  const leaf = here.data?.level === level.community
  const parent = (leaf && here.data?.path?.at(-1)?.code) || at
  return (
    <>
      <Way to={here.data} top={top} goTo={goTo} />
      <Below code={parent} {...(levels && { levels })} goTo={goTo} onPick={onPick} />
    </>
  )
}

function Way({ to, top, goTo }: { to: DivisionDetail | undefined; top: string; goTo: (code: string) => void }) {
  const { t } = useTranslation('division')
  if (!to) return <Skeleton.Input size="small" active />
  const all = [...(to.path ?? []), to]
  const from = Math.max(0, all.findIndex(({ code }) => code === top))
  const items = all.slice(from).map((step, index, steps) => ({
    key: step.code,
    title:
      index === steps.length - 1 ? (
        nameOf(step, t('country'))
      ) : (
        <Button type="link" size="small" onClick={() => goTo(step.code)}>
          {nameOf(step, t('country'))}
        </Button>
      ),
  }))
  return <Breadcrumb items={items} />
}

function Below({ code, levels, goTo, onPick }: { code: string; levels?: number[]; goTo: (code: string) => void; onPick: (code: string) => void }) {
  const { t } = useTranslation('division')
  const children = useQuery(childDivisions(code))
  if (children.isPending) return <Skeleton active title={false} />
  if (children.isError) return <ProblemAlert error={children.error} onRetry={() => void children.refetch()} />
  if (children.data.items.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('nothingBelow')} />
  return (
    <ul className="ft-drill">
      {children.data.items.map((division) => (
        <li key={division.code}>
          {division.level < level.community ? (
            <Button type="link" onClick={() => goTo(division.code)}>
              {division.name}
            </Button>
          ) : (
            <span>{division.name}</span>
          )}
          {(!levels || levels.includes(division.level)) && (
            <Button size="small" aria-label={t('choose', { name: division.name })} onClick={() => onPick(division.code)}>
              {t('chooseShort')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}

const nameOf = (division: DivisionCrumb, whole: string) => (division.code === country ? whole : division.name)
