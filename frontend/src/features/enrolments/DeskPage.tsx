import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Progress, Segmented, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import type { Cohort, Enrolment, EnrolmentStatus } from '@/client'
import { getCohortOptions, listCohortEnrolmentsInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList, useMay } from '@/lib/api'
import { DateText } from '@/ui/DateText'
import { ListView, type Column } from '@/ui/ListView'
import { PageHeader } from '@/ui/PageHeader'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { Commands } from './Commands'
import './enrolments.css'
import { Reasons } from './Reasons'
import { Request } from './Request'

const groups: Record<string, EnrolmentStatus[]> = {
  current: ['requested', 'waiting', 'offered', 'enrolled'],
  waiting: ['waiting', 'offered', 'requested'],
  ended: ['withdrawn', 'declined', 'expired', 'refused', 'completed'],
}

/** DeskPage is the enrolment desk of one group: its places, who has one, and who waits. */
export function DeskPage() {
  const { id = '' } = useParams()
  const { t } = useTranslation('enrolments')
  const [group, show] = useState('current')
  const [asking, ask] = useState(false)
  const mayWrite = useMay()('enrolment.write')
  const found = useQuery(getCohortOptions({ path: { id } }))
  const list = useList(listCohortEnrolmentsInfiniteOptions({ path: { id }, query: { status: groups[group] ?? [] } }))
  const columns = useColumns(mayWrite)
  if (found.isPending) return <Skeleton active />
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />
  const cohort = found.data
  const open = cohort.phase === 'open' || cohort.phase === 'running'
  const button = mayWrite && open && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => ask(true)}>
      {t('request')}
    </Button>
  )
  return (
    <>
      <PageHeader
        title={t('title', { name: cohort.name })}
        crumbs={[{ text: t('programmes'), to: '/programmes' }, { text: cohort.programme_name ?? '', to: `/programmes/${cohort.programme_id}` }, { text: cohort.name, to: `/cohorts/${cohort.id}` }, { text: t('desk') }]}
        actions={button}
      />
      <Places cohort={cohort} />
      <ListView<Enrolment>
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t('desk')}
        filtered={group !== 'current'}
        filters={<Segmented aria-label={t('show')} value={group} onChange={show} options={Object.keys(groups).map((value) => ({ value, label: t(`group.${value}`) }))} />}
        empty={{ text: t(open ? 'none' : 'notOpen'), action: button }}
      />
      {asking && <Request cohort={cohort} onClose={() => ask(false)} />}
    </>
  )
}

function Places({ cohort }: { cohort: Cohort }) {
  const { t } = useTranslation('enrolments')
  return (
    <section className="ft-panel ft-below ft-places" aria-label={t('places')}>
      <strong>{t('taken', { taken: cohort.taken, places: cohort.places })}</strong>
      <Progress aria-label={t('places')} percent={cohort.places ? Math.round((100 * cohort.taken) / cohort.places) : 0} showInfo={false} />
      <span>{t('waitingCount', { count: cohort.waiting })}</span>
    </section>
  )
}

const colours: Partial<Record<EnrolmentStatus, string>> = { enrolled: 'green', offered: 'gold', waiting: 'blue' }

/** Status says where a child stands, with what follows from it. */
export function Status({ enrolment }: { enrolment: Enrolment }) {
  const { t } = useTranslation('enrolments')
  return (
    <>
      <Tag color={colours[enrolment.status] ?? 'default'}>{t(`status.${enrolment.status}`)}</Tag>{' '}
      {enrolment.position !== undefined && t('position', { n: enrolment.position })}
      {enrolment.offer_expires_at && (
        <span>
          {t('until')} <DateText value={enrolment.offer_expires_at} time />
        </span>
      )}
    </>
  )
}

function useColumns(mayWrite: boolean): Column<Enrolment>[] {
  const { t } = useTranslation('enrolments')
  const mayOpen = useMay()('person.read')
  return [
    { key: 'child', title: t('child'), heading: true, render: (row) => (mayOpen ? <Link to={`/children/${row.child_id}`}>{row.child_name}</Link> : row.child_name) },
    { key: 'birth', title: t('birthDate'), render: (row) => <DateText value={row.child_birth} /> },
    { key: 'status', title: t('statusTitle'), render: (row) => <Status enrolment={row} /> },
    { key: 'reasons', title: t('why'), render: (row) => <Reasons reasons={row.reasons} /> },
    ...(mayWrite ? [{ key: 'do', title: t('actions'), render: (row: Enrolment) => <Commands enrolment={row} /> }] : []),
  ]
}
