import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Event } from '@/client'
import { listRecentEventsInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList, useMay } from '@/lib/api'
import { Changes } from '@/ui/Changes'
import { DateText } from '@/ui/DateText'
import { ActionText } from '@/ui/History'
import { ListView, type Column } from '@/ui/ListView'
import { PageHeader } from '@/ui/PageHeader'
import { Filters, useFilter } from './Filters'
import { Verification } from './Verification'

const pages: Record<string, string> = { facility: '/facilities', organisation: '/organisations', user: '/users', division: '/divisions', investment: '/investment' }

/** EventsPage lists what happened in the territory, newest first, and verifies the chain. */
export function EventsPage() {
  const { t } = useTranslation('events')
  const may = useMay()
  const filter = useFilter()
  const list = useList(listRecentEventsInfiniteOptions({ query: filter.query }))
  const columns: Column<Event>[] = [
    { key: 'action', title: t('what'), heading: true, render: (row) => <ActionText action={row.action} /> },
    { key: 'at', title: t('when'), render: (row) => <DateText value={row.at} time /> },
    { key: 'actor', title: t('who'), render: (row) => row.actor_login ?? t('system') },
    { key: 'subject', title: t('record'), render: (row) => <Record event={row} /> },
    { key: 'changes', title: t('changes'), render: (row) => <Changes changes={row.changes} /> },
    { key: 'position', title: t('position'), align: 'right', render: (row) => row.position ?? t('notSealed') },
  ]
  return (
    <>
      <PageHeader title={t('title')} />
      {may('audit.verify') && <Verification />}
      <ListView<Event> list={list} columns={columns} rowKey={(row) => row.id} label={t('title')} filters={<Filters {...filter} />} filtered={Object.keys(filter.query).length > 0} />
    </>
  )
}

function Record({ event }: { event: Event }) {
  const { t } = useTranslation('events')
  const page = pages[event.subject]
  const text = t(`subject.${event.subject}`, { defaultValue: event.subject })
  return page ? <Link to={`${page}/${event.subject_id}`}>{text}</Link> : text
}
