import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { ListRecentEventsData } from '@/client'
import { today } from '@/lib/dates'
import { DayInput } from '@/ui/DayInput'
import { DivisionPicker } from '@/ui/DivisionPicker'
import './events.css'

type Query = Pick<NonNullable<ListRecentEventsData['query']>, 'subject' | 'actor' | 'division' | 'from' | 'to'>

const names = ['subject', 'actor', 'division', 'from', 'to'] as const satisfies (keyof Query)[]
const subjects = ['facility', 'organisation', 'user', 'division', 'project', 'series']

/** useFilter keeps in the address what is looked for, so that it can be sent to a colleague. */
export function useFilter() {
  const [params, setParams] = useSearchParams()
  const query = Object.fromEntries(names.flatMap((name) => (params.get(name) ? [[name, params.get(name)]] : []))) as Query
  const change = (name: keyof Query, value: string | undefined) => {
    const next = new URLSearchParams(params)
    if (value) next.set(name, value)
    else next.delete(name)
    setParams(next, { replace: true })
  }
  return { query, change }
}

/** Filters narrows the activity log by record, person, place and time. */
export function Filters({ query, change }: ReturnType<typeof useFilter>) {
  const { t } = useTranslation('events')
  return (
    <>
      <Select
        className="ft-event-subject"
        aria-label={t('filterSubject')}
        placeholder={t('filterSubject')}
        allowClear
        value={query.subject ?? null}
        options={subjects.map((value) => ({ value, label: t(`subject.${value}`) }))}
        onChange={(value) => change('subject', value ?? undefined)}
      />
      <Input.Search
        className="ft-event-actor"
        aria-label={t('filterActor')}
        placeholder={t('filterActor')}
        defaultValue={query.actor ?? ''}
        allowClear
        maxLength={64}
        onSearch={(text) => change('actor', text.trim().toLowerCase())}
      />
      <div className="ft-event-division">
        <DivisionPicker aria-label={t('filterDivision')} value={query.division} onChange={(code) => change('division', code)} />
      </div>
      <div className="ft-event-day">
        <DayInput aria-label={t('from')} placeholder={t('from')} value={query.from} max={query.to ?? today()} onChange={(day) => change('from', day)} />
      </div>
      <div className="ft-event-day">
        <DayInput aria-label={t('to')} placeholder={t('to')} value={query.to} max={today()} {...(query.from && { min: query.from })} onChange={(day) => change('to', day)} />
      </div>
    </>
  )
}
