import { useTranslation } from 'react-i18next'
import type { ProgramSession } from '@/client'
import { today } from '@/lib/dates'
import type { By, Lane } from './lanes'
import { clockOf } from './time'

interface Props {
  lanes: Lane[]
  by: By
  phone: boolean
  onOpen: (session: ProgramSession) => void
}

/** Lanes draws the columns of the calendar, on a phone one below the other. */
export function Lanes({ lanes, by, phone, onOpen }: Props) {
  const columns = lanes.map((lane) => (
    <section key={lane.key} className={`ft-calendar-lane${lane.key === today() ? ' ft-today' : ''}`} aria-label={lane.name}>
      <h2>{by === 'day' ? <DayName day={lane.key} /> : lane.name}</h2>
      {lane.sessions.length === 0 ? (
        <div className="ft-calendar-empty">–</div>
      ) : (
        <ul>
          {lane.sessions.map((session) => (
            <li key={session.id}>
              <Entry session={session} by={by} onOpen={onOpen} />
            </li>
          ))}
        </ul>
      )}
    </section>
  ))
  if (phone) return <div className="ft-agenda">{columns}</div>
  return (
    <div className="ft-calendar-scroll">
      <div className="ft-calendar">{columns}</div>
    </div>
  )
}

function DayName({ day }: { day: string }) {
  const { i18n } = useTranslation()
  return new Intl.DateTimeFormat(i18n.language, { month: 'short', day: 'numeric', weekday: 'short', timeZone: 'UTC' }).format(new Date(day))
}

function Entry({ session, by, onOpen }: { session: ProgramSession; by: By; onOpen: (session: ProgramSession) => void }) {
  const { t } = useTranslation('timetable')
  const people = session.workers.map(({ worker_name }) => worker_name).join(t('common:listComma')) || t('nobody')
  return (
    <button type="button" className={`ft-calendar-session ft-${session.status}`} onClick={() => onOpen(session)}>
      <span className="ft-calendar-time">
        {clockOf(session.starts_at)}–{clockOf(session.ends_at)}
        {session.status !== 'planned' && ` · ${t(`status.${session.status}`)}`}
      </span>
      <strong>
        {session.programme_name} · {session.cohort_name}
      </strong>
      {by !== 'room' && <span>{session.space_name}</span>}
      {by !== 'leader' && <span>{people}</span>}
    </button>
  )
}
