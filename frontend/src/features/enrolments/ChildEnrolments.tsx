import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Enrolment } from '@/client'
import { listChildEnrolmentsInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList } from '@/lib/api'
import { ListView, type Column } from '@/ui/ListView'
import { Status } from './DeskPage'
import { Reasons } from './Reasons'

/** ChildEnrolments lists where a child has a place or waits for one. */
export function ChildEnrolments({ childId }: { childId: string }) {
  const { t } = useTranslation('enrolments')
  const list = useList(listChildEnrolmentsInfiniteOptions({ path: { id: childId } }))
  const columns: Column<Enrolment>[] = [
    { key: 'cohort', title: t('cohort'), heading: true, render: (row) => <Link to={`/cohorts/${row.cohort_id}/enrolments`}>{`${row.programme_name ?? ''} ${row.cohort_name ?? ''}`}</Link> },
    { key: 'status', title: t('statusTitle'), render: (row) => <Status enrolment={row} /> },
    { key: 'reasons', title: t('why'), render: (row) => <Reasons reasons={row.reasons} /> },
  ]
  return (
    <div className="ft-below">
      <ListView<Enrolment>
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t('ofChild')}
        filters={<h2 className="ft-panel-title">{t('ofChild')}</h2>}
        empty={{ text: t('noneOfChild') }}
      />
    </div>
  )
}
