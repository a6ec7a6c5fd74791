import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { FacilityDayHours, FacilityInterval } from '@/client'
import { formatDate } from '@/lib/dates'

/** Week draws the opening hours of some days along the clock, with the times in words beside it. */
export function Week({ days }: { days: FacilityDayHours[] }) {
  const { t, i18n } = useTranslation('parts')
  return (
    <ul className="ft-week">
      {days.map((day) => (
        <li key={day.day}>
          <div className="ft-week-day">
            <strong>{t(`opening.weekday.${day.weekday}`)}</strong> <time dateTime={day.day}>{formatDate(day.day, i18n.language)}</time>
          </div>
          <Clock open={day.open} />
          <div className="ft-week-text">
            {day.open.length > 0 ? day.open.map(({ opens, closes }) => `${opens}–${closes}`).join('，') : <span className="ft-quiet">{t('opening.closed')}</span>} <Marks day={day} />
          </div>
        </li>
      ))}
    </ul>
  )
}

// The bar repeats what the words say.
function Clock({ open }: { open: FacilityInterval[] }) {
  return (
    <div className="ft-week-clock" aria-hidden>
      {open.map(({ opens, closes }) => (
        <span key={opens} style={{ left: `${share(opens)}%`, width: `${share(closes) - share(opens)}%` }} />
      ))}
    </div>
  )
}

function share(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  return ((hour * 60 + minute) / 1440) * 100
}

function Marks({ day }: { day: FacilityDayHours }) {
  const { t } = useTranslation('parts')
  return (
    <>
      {day.kind === 'holiday' && <Tag color="red">{day.name}</Tag>}
      {day.make_up && <Tag color="gold">{t('opening.makeUp', { name: day.name })}</Tag>}
      {day.school === 'vacation' && <Tag color="blue">{day.term_name}</Tag>}
      {!day.known && <Tag>{t('opening.unknownYear')}</Tag>}
      {day.why !== 'regular' && <span className="ft-quiet">{t(`opening.why.${day.why}`)}</span>} {day.note && <span className="ft-quiet">{day.note}</span>}
    </>
  )
}
