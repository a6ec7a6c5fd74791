import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Empty, Form, Input, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { finishProgrammeSession, type AttendanceEntry, type AttendanceMark, type AttendanceRoll } from '@/client'
import { getRollOptions } from '@/client/@tanstack/react-query.gen'
import { useMay } from '@/lib/api'
import { newKey } from '@/lib/key'
import { ConfirmCommand } from '@/ui/ConfirmCommand'
import { DateText } from '@/ui/DateText'
import { PageHeader } from '@/ui/PageHeader'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { HandOver } from './HandOver'
import './roll.css'
import { RollEntry } from './RollEntry'
import { useMarks } from './useMarks'

/** RollPage runs a session: one tap a child, and who takes it home. */
export function RollPage() {
  const { id = '' } = useParams()
  const { t } = useTranslation('roll')
  const found = useQuery({ ...getRollOptions({ path: { id } }), refetchInterval: 30_000 })
  if (found.isPending) return <Skeleton active />
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />
  const roll = found.data
  return (
    <>
      <PageHeader
        title={`${roll.programme_name} ${roll.cohort_name}`}
        crumbs={[{ text: t('programmes'), to: '/programmes' }, { text: roll.cohort_name, to: `/cohorts/${roll.cohort_id}` }, { text: t('title') }]}
        subtitle={<DateText value={roll.starts_at} time />}
      />
      <Running roll={roll} />
    </>
  )
}

function Running({ roll }: { roll: AttendanceRoll }) {
  const { t } = useTranslation('roll')
  const may = useMay()('attendance.write') && roll.status !== 'cancelled'
  const marks = useMarks(roll.session_id)
  const [fetched, fetch] = useState<AttendanceEntry>()
  const [reason, explain] = useState('')
  const open = may && (roll.stage === 'now' || (roll.stage === 'over' && reason.trim() !== ''))
  const mark = (children: string[], value: AttendanceMark) => marks.mutate({ children, mark: value, ...(roll.stage === 'over' && { reason: reason.trim() }) })
  if (roll.children.length === 0) return <Empty description={t('none')} />
  return (
    <>
      <Notices roll={roll} sending={marks.isPending} failures={marks.failureCount} />
      <ProblemAlert error={marks.error} />
      {may && roll.stage === 'over' && (
        <Form.Item label={t('correctionReason')} layout="vertical" htmlFor="correction">
          <Input id="correction" value={reason} maxLength={500} onChange={(event) => explain(event.target.value)} />
        </Form.Item>
      )}
      <Counts roll={roll} />
      {open && <AllPresent roll={roll} onMark={mark} />}
      <ul className="ft-roll" aria-label={t('title')}>
        {roll.children.map((entry) => (
          <RollEntry key={entry.child_id} entry={entry} open={open} onMark={(value) => mark([entry.child_id], value)} onFetch={may && roll.status !== 'done' ? () => fetch(entry) : undefined} />
        ))}
      </ul>
      {may && roll.status === 'running' && <Finish session={roll.session_id} />}
      {fetched && <HandOver session={roll.session_id} entry={fetched} onClose={() => fetch(undefined)} />}
    </>
  )
}

function Notices({ roll, sending, failures }: { roll: AttendanceRoll; sending: boolean; failures: number }) {
  const { t } = useTranslation('roll')
  return (
    <div role="status" className="ft-below">
      {sending && failures > 0 && <Alert type="warning" showIcon title={t('waitingForNetwork')} />}
      {roll.stage === 'too_early' && <Alert type="info" showIcon title={t('tooEarly')} />}
      {roll.status === 'cancelled' && <Alert type="warning" showIcon title={t('cancelled')} />}
      {roll.too_few_adults && <Alert type="warning" showIcon title={t('tooFewAdults', { adults: roll.adults, most: roll.children_per_adult })} />}
    </div>
  )
}

function Counts({ roll }: { roll: AttendanceRoll }) {
  const { t } = useTranslation('roll')
  const count = (...values: AttendanceMark[]) => roll.children.filter(({ mark }) => mark && values.includes(mark)).length
  const open = roll.children.filter(({ mark }) => !mark).length
  const gone = roll.children.filter(({ picked_up_at: at }) => at).length
  return (
    <p className="ft-roll-counts">
      <strong>{t('counts', { there: count('present', 'late'), absent: count('absent'), excused: count('excused'), open, gone })}</strong>
    </p>
  )
}

function AllPresent({ roll, onMark }: { roll: AttendanceRoll; onMark: (children: string[], mark: AttendanceMark) => void }) {
  const { t } = useTranslation('roll')
  const [asked, ask] = useState(false)
  const open = roll.children.filter(({ mark }) => !mark).map(({ child_id: id }) => id)
  if (open.length < 2) return null
  return (
    <>
      <Button className="ft-below" size="large" onClick={() => ask(true)}>
        {t('allPresentOf', { count: open.length })}
      </Button>
      <ConfirmCommand
        open={asked}
        title={t('allPresentAsk', { count: open.length })}
        action={t('allPresent')}
        reason="none"
        onRun={() => Promise.resolve(onMark(open, 'present'))}
        onClose={() => ask(false)}
      />
    </>
  )
}

function Finish({ session }: { session: string }) {
  const { t } = useTranslation('roll')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const finish = useMutation({
    mutationFn: () => finishProgrammeSession({ path: { id: session }, headers: { 'Idempotency-Key': newKey() }, throwOnError: true }),
    onSuccess: () => {
      message.success(t('finished'))
      void queries.invalidateQueries()
    },
  })
  return (
    <>
      <ProblemAlert error={finish.error} />
      <Button size="large" loading={finish.isPending} onClick={() => finish.mutate()}>
        {t('finish')}
      </Button>
    </>
  )
}
