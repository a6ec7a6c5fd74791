import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ProgramSession, SessionStatus } from '@/client'
import { clockOf, dayOf } from './time'

const colors: Record<SessionStatus, string> = { planned: 'blue', running: 'green', done: 'default', cancelled: 'red' }

/** SessionTime tells when a session is, with its weekday. */
export function SessionTime({ session }: { session: ProgramSession }) {
  const { i18n } = useTranslation()
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(dayOf(session.starts_at)))
  const weekday = new Intl.DateTimeFormat(i18n.language, { weekday: 'short', timeZone: 'UTC' }).format(new Date(dayOf(session.starts_at)))
  return (
    <time dateTime={session.starts_at}>
      {day} {weekday} {clockOf(session.starts_at)}–{clockOf(session.ends_at)}
    </time>
  )
}

/** SessionMarks tells where a session stands, whether it was moved, and why. */
export function SessionMarks({ session }: { session: ProgramSession }) {
  const { t } = useTranslation('timetable')
  return (
    <>
      <Tag color={colors[session.status]}>{t(`status.${session.status}`)}</Tag>
      {session.moved && session.status !== 'cancelled' && <Tag>{t('moved')}</Tag>}
      {session.reason && <span className="ft-quiet">{session.reason}</span>}
    </>
  )
}
