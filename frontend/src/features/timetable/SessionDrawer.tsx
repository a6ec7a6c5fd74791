import { Descriptions, Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ProgramSession } from '@/client'
import { useMay } from '@/lib/api'
import { SessionCommands } from './SessionCommands'
import { SessionMarks, SessionTime } from './SessionText'

/** SessionDrawer shows one session of the calendar, and moves or cancels it. */
export function SessionDrawer({ session, onClose }: { session: ProgramSession; onClose: () => void }) {
  const { t } = useTranslation('timetable')
  const may = useMay()
  const facts = [
    ['when', <SessionTime key="when" session={session} />],
    ['space', session.space_name],
    ['state', <SessionMarks key="state" session={session} />],
    ['workers', session.workers.map(({ worker_name }) => worker_name).join(t('common:listComma')) || t('nobody')],
    ['cohort', <Link key="cohort" to={`/cohorts/${session.cohort_id}`}>{session.cohort_name}</Link>],
    ...(may('attendance.read') && session.status !== 'cancelled' ? [['roll', <Link key="roll" to={`/programme-sessions/${session.id}/roll`}>{t('toRoll')}</Link>] as const] : []),
  ] as const
  return (
    <Drawer open size={420} title={session.programme_name} onClose={onClose} footer={may('programme.write') && session.status === 'planned' && <SessionCommands session={session} onDone={onClose} />}>
      <Descriptions column={1} items={facts.map(([key, children]) => ({ key, label: t(key), children }))} />
    </Drawer>
  )
}
