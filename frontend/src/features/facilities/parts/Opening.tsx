import { EditOutlined, LeftOutlined, RightOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Empty, Skeleton, Space, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FacilityOpenNow } from '@/client'
import { getFacilityHoursOptions, getOpeningRulesOptions } from '@/client/@tanstack/react-query.gen'
import { addDays, formatTime, today } from '@/lib/dates'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { OpeningForm } from './OpeningForm'
import './opening.css'
import { Week } from './Week'
import type { PartProps } from '.'

/** OpeningTab tells when a facility is open, day by day and right now, and why. */
export function OpeningTab({ facilityId, mayEdit }: PartProps) {
  const { t } = useTranslation('parts')
  const [from, setFrom] = useState(today)
  const hours = useQuery({ ...getFacilityHoursOptions({ path: { id: facilityId }, query: { from, to: addDays(from, 6) } }), placeholderData: (before) => before, refetchInterval: 60_000 })
  const opening = useQuery(getOpeningRulesOptions({ path: { id: facilityId } }))
  const [editing, setEditing] = useState(false)
  const failed = [hours, opening].find((query) => query.isError)
  if (failed) return <ProblemAlert error={failed.error} onRetry={() => void failed.refetch()} />
  if (!hours.data || !opening.data) return <Skeleton active title={false} />
  const edit = mayEdit && (
    <Button type="primary" icon={<EditOutlined />} onClick={() => setEditing(true)}>
      {t(opening.data.rules.length > 0 ? 'opening.edit' : 'opening.set')}
    </Button>
  )
  return (
    <section className="ft-panel" aria-label={t('tab.opening')}>
      {opening.data.rules.length === 0 ? (
        <Empty description={t('opening.none')}>{edit}</Empty>
      ) : (
        <>
          <div className="ft-open-head">
            <Now now={hours.data.open_now} />
            {edit}
          </div>
          <WeekBar from={from} onFrom={setFrom} />
          <Week days={hours.data.days} />
        </>
      )}
      {editing && <OpeningForm facilityId={facilityId} opening={opening.data} onClose={() => setEditing(false)} />}
    </section>
  )
}

function Now({ now }: { now: FacilityOpenNow }) {
  const { t, i18n } = useTranslation('parts')
  const next = now.next_change && formatTime(now.next_change, i18n.language)
  return (
    <div role="status">
      <Tag color={now.open ? 'green' : 'default'} className="ft-open-now">
        {t(now.open ? 'opening.openNow' : 'opening.closedNow')}
      </Tag>
      {next && t(now.open ? 'opening.until' : 'opening.opensAt', { time: next })} {now.why === 'status' && t('opening.why.status')}
    </div>
  )
}

function WeekBar({ from, onFrom }: { from: string; onFrom: (day: string) => void }) {
  const { t } = useTranslation('parts')
  return (
    <Space.Compact className="ft-week-bar">
      <Button icon={<LeftOutlined />} aria-label={t('opening.earlier')} onClick={() => onFrom(addDays(from, -7))} />
      <Button disabled={from === today()} onClick={() => onFrom(today())}>
        {t('opening.thisWeek')}
      </Button>
      <Button icon={<RightOutlined />} aria-label={t('opening.later')} onClick={() => onFrom(addDays(from, 7))} />
    </Space.Compact>
  )
}
