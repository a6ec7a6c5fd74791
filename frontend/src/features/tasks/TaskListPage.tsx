import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Segmented, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { finishTask, type Task } from '@/client'
import { listTasksInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList, useMay } from '@/lib/api'
import { newKey } from '@/lib/key'
import { ConfirmCommand } from '@/ui/ConfirmCommand'
import { DateText } from '@/ui/DateText'
import { ListView, type Column } from '@/ui/ListView'
import { PageHeader } from '@/ui/PageHeader'

/** TaskListPage lists alerts and follow-ups, those due first in front. */
export function TaskListPage() {
  const { t } = useTranslation('tasks')
  const queries = useQueryClient()
  const [shown, show] = useState('open')
  const [ending, end] = useState<Task>()
  const mayEnd = useMay()('task.write')
  const list = useList({ ...listTasksInfiniteOptions({ query: { done: shown === 'done', mine: shown === 'mine' } }), refetchInterval: 60_000 })
  const columns: Column<Task>[] = [
    { key: 'what', title: t('what'), heading: true, render: (row) => <What task={row} /> },
    { key: 'who', title: t('who'), render: (row) => row.child_name ?? '–' },
    { key: 'due', title: t('due'), render: (row) => <DateText value={row.due_at} time /> },
    { key: 'outcome', title: t('outcome'), render: (row) => (row.done_at ? t(`outcomes.${row.outcome ?? ''}`, { defaultValue: row.outcome ?? '–' }) : <Tag color="gold">{t('open')}</Tag>) },
    ...(mayEnd ? [{ key: 'do', title: t('actions'), render: (row: Task) => !row.done_at && <Button onClick={() => end(row)}>{t('finish')}</Button> }] : []),
  ]
  return (
    <>
      <PageHeader title={t('title')} />
      <ListView<Task>
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t('title')}
        filters={<Segmented aria-label={t('show')} value={shown} onChange={show} options={['open', 'mine', 'done'].map((value) => ({ value, label: t(`shown.${value}`) }))} />}
        empty={{ text: t(`none.${shown}`) }}
      />
      <ConfirmCommand
        open={ending !== undefined}
        title={t('finishTitle')}
        action={t('finish')}
        reason="none"
        onRun={async ({ outcome }) => {
          if (ending) await finishTask({ path: { id: ending.id }, headers: { 'If-Match': `"${ending.version}"`, 'Idempotency-Key': newKey() }, body: { outcome: String(outcome) }, throwOnError: true })
          await queries.invalidateQueries()
        }}
        onClose={() => end(undefined)}
      >
        <Form.Item name="outcome" label={t('outcome')} extra={t('outcomeHint')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
          <Input.TextArea rows={3} maxLength={500} showCount />
        </Form.Item>
      </ConfirmCommand>
    </>
  )
}

function What({ task }: { task: Task }) {
  const { t } = useTranslation('tasks')
  const text = t(`kind.${task.kind}`, { cohort: String((task.params as Record<string, unknown>).cohort ?? '') })
  return task.session_id ? <Link to={`/programme-sessions/${task.session_id}/roll`}>{text}</Link> : text
}
