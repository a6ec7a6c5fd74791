import { useTranslation } from 'react-i18next'
import { Button, Empty, Skeleton } from 'antd'
import type { Event, ListHistoryData } from '@/client'
import { listHistoryInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList } from '@/lib/api'
import { Changes } from './Changes'
import { DateText } from './DateText'
import { ProblemAlert } from './ProblemAlert'
import './ui.css'

interface Props {
  subject: ListHistoryData['path']['subject']
  id: string
}

/** History lists who changed one record, when, and from what to what, newest first. */
export function History({ subject, id }: Props) {
  const { t } = useTranslation('events')
  const list = useList(listHistoryInfiniteOptions({ path: { subject, id } }))
  if (list.loading) return <Skeleton active title={false} />
  if (!list.items) return <ProblemAlert error={list.error} onRetry={list.retry} />
  if (list.items.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('none')} />
  return (
    <>
      <ol className="ft-history">
        {list.items.map((event) => (
          <Entry key={event.id} event={event} />
        ))}
      </ol>
      <ProblemAlert error={list.error} onRetry={list.more} />
      {list.hasMore && (
        <Button onClick={list.more} loading={list.loadingMore}>
          {t('common:more')}
        </Button>
      )}
    </>
  )
}

function Entry({ event }: { event: Event }) {
  return (
    <li>
      <strong>
        <ActionText action={event.action} />
      </strong>{' '}
      <span className="ft-quiet">
        {event.actor_login} <DateText value={event.at} time />
      </span>
      <Changes changes={event.changes} />
    </li>
  )
}

/** ActionText says what was done: "facility.open" as "Facility opened". */
export function ActionText({ action }: { action: string }) {
  const { t } = useTranslation('events')
  return t(`action.${action}`, { defaultValue: action })
}
