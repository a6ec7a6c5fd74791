import { PlusOutlined } from '@ant-design/icons'
import { Button, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Cohort, ProgramSession } from '@/client'
import { listProgrammeSessionsInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { SessionCommands } from '@/features/timetable/SessionCommands'
import { SessionForm } from '@/features/timetable/SessionForm'
import { SessionMarks, SessionTime } from '@/features/timetable/SessionText'
import { useList, useMay } from '@/lib/api'
import { today } from '@/lib/dates'
import { ListView, type Column } from '@/ui/ListView'

/** SessionList shows the sessions of a group, from today on unless asked otherwise. */
export function SessionList({ cohort, mayEdit }: { cohort: Cohort; mayEdit: boolean }) {
  const { t } = useTranslation('programmes')
  const navigate = useNavigate()
  const mayRoll = useMay()('attendance.read')
  const [past, setPast] = useState(false)
  const [adding, add] = useState(false)
  const list = useList(listProgrammeSessionsInfiniteOptions({ query: { cohort_id: cohort.id, limit: 20, ...(!past && { from: today() }) } }))
  const columns: Column<ProgramSession>[] = [
    { key: 'time', title: t('session.time'), heading: true, render: (row) => <SessionTime session={row} /> },
    { key: 'state', title: t('session.state'), render: (row) => <SessionMarks session={row} /> },
    { key: 'space', title: t('cohort.space'), render: (row) => row.space_name },
    { key: 'workers', title: t('leaders.title'), render: (row) => row.workers.map(({ worker_name }) => worker_name).join(t('common:listComma')) || '–' },
    ...(mayRoll ? [{ key: 'roll', title: t('session.roll'), render: (row: ProgramSession) => row.status !== 'cancelled' && <Button size="small" onClick={() => void navigate(`/programme-sessions/${row.id}/roll`)}>{t('session.roll')}</Button> }] : []),
    ...(mayEdit ? [{ key: 'do', title: t('session.actions'), render: (row: ProgramSession) => <SessionCommands session={row} /> }] : []),
  ]
  return (
    <section className="ft-section" aria-label={t('session.title')}>
      <ListView<ProgramSession>
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t('session.title')}
        filters={
          <>
            <h2 className="ft-panel-title">{t('session.title')}</h2>
            <label>
              <Switch size="small" checked={past} onChange={setPast} /> {t('session.past')}
            </label>
          </>
        }
        extra={
          mayEdit && (
            <Button icon={<PlusOutlined />} onClick={() => add(true)}>
              {t('session.add')}
            </Button>
          )
        }
        empty={{ text: t('session.none') }}
      />
      {adding && <SessionForm of={cohort} onClose={() => add(false)} />}
    </section>
  )
}
