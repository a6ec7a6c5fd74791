import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Empty, Segmented, Skeleton, Space } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { ProgramSession } from '@/client'
import { listFacilitiesOptions, listProgrammeSessionsInfiniteOptions, listSpacesOptions } from '@/client/@tanstack/react-query.gen'
import { addDays, today } from '@/lib/dates'
import { usePhone } from '@/lib/screen'
import { PageHeader } from '@/ui/PageHeader'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { DayInput } from '@/ui/DayInput'
import { FacilitySelect } from '@/ui/RecordSelect'
import { Lanes } from './Lanes'
import { dayLanes, leaderLanes, roomLanes, type By } from './lanes'
import { SessionDrawer } from './SessionDrawer'
import './timetable.css'
import { dayOf, mondayOf } from './time'

/** TimetablePage is the calendar of a facility: a week by days, or a day by rooms or leaders. */
export function TimetablePage() {
  const { t } = useTranslation('timetable')
  const [params, setParams] = useSearchParams()
  const change = (values: Record<string, string | undefined>) => {
    const next = new URLSearchParams(params)
    for (const [name, value] of Object.entries(values)) {
      if (value) next.set(name, value)
      else next.delete(name)
    }
    setParams(next, { replace: true })
  }
  const only = useQuery({ ...listFacilitiesOptions({ query: { limit: 1, status: ['open'] } }), enabled: !params.get('facility') })
  const facility = params.get('facility') ?? only.data?.items[0]?.id
  const by = (params.get('by') as By | null) ?? 'day'
  const day = params.get('day') ?? today()
  const step = by === 'day' ? 7 : 1
  return (
    <>
      <PageHeader title={t('title')} />
      <div className="ft-panel">
        <div className="ft-calendar-bar">
          <div className="ft-calendar-facility">
            <FacilitySelect value={facility} onChange={(id) => change({ facility: id })} aria-label={t('facility')} />
          </div>
          <Segmented<By> aria-label={t('view')} value={by} onChange={(next) => change({ by: next })} options={(['day', 'room', 'leader'] as const).map((value) => ({ value, label: t(`by.${value}`) }))} />
          <Space.Compact>
            <Button icon={<LeftOutlined />} aria-label={t('earlier')} onClick={() => change({ day: addDays(day, -step) })} />
            <Button onClick={() => change({ day: undefined })}>{t('today')}</Button>
            <Button icon={<RightOutlined />} aria-label={t('later')} onClick={() => change({ day: addDays(day, step) })} />
          </Space.Compact>
          <DayInput aria-label={t('day')} value={day} allowClear={false} onChange={(next) => change({ day: next })} />
        </div>
        {facility ? <Calendar facility={facility} by={by} day={day} /> : only.isPending ? <Skeleton active /> : <Empty description={t('chooseFacility')} />}
      </div>
    </>
  )
}

function Calendar({ facility, by, day }: { facility: string; by: By; day: string }) {
  const { t } = useTranslation('timetable')
  const phone = usePhone()
  const monday = mondayOf(day)
  const found = useSessions(facility, by === 'day' ? monday : day, by === 'day' ? addDays(monday, 6) : day)
  const rooms = useQuery({ ...listSpacesOptions({ path: { id: facility } }), enabled: by === 'room' })
  const [open, show] = useState<string>()
  if (found.error) return <ProblemAlert error={found.error} onRetry={found.retry} />
  if (!found.sessions || (by === 'room' && rooms.isPending)) return <Skeleton active title={false} />
  const { sessions } = found
  const all = by === 'day' ? dayLanes(sessions, monday) : by === 'room' ? roomLanes(sessions, rooms.data?.items ?? []) : leaderLanes(sessions, t('nobody'))
  const lanes = phone ? all.filter((lane) => lane.sessions.length > 0) : all
  const chosen = sessions.find(({ id }) => id === open)
  return (
    <>
      {sessions.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('none')} />}
      {sessions.length > 0 && <Lanes lanes={lanes} by={by} phone={phone} onOpen={({ id }) => show(id)} />}
      {chosen && <SessionDrawer session={chosen} onClose={() => show(undefined)} />}
    </>
  )
}

// A week of a busy facility is more than one page; the calendar needs all of it.
function useSessions(facility: string, from: string, to: string): { sessions: ProgramSession[] | undefined; error: unknown; retry: () => void } {
  const query = useInfiniteQuery({
    ...listProgrammeSessionsInfiniteOptions({ query: { facility_id: facility, from, to, limit: 200 } }),
    initialPageParam: {},
    getNextPageParam: (last) => last.next_cursor,
  })
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const items = query.data?.pages.flatMap((page) => page.items)
  return { sessions: items?.toSorted((a, b) => a.starts_at.localeCompare(b.starts_at) || dayOf(a.starts_at).localeCompare(dayOf(b.starts_at))), error: query.error, retry: () => void query.refetch() }
}
