import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Cohort } from '@/client'
import type { List } from '@/lib/api'
import { DateText } from '@/ui/DateText'
import { ListView, type Column } from '@/ui/ListView'
import { CohortPhase } from './Marks'

/** CohortList shows the groups of a programme with their places. */
export function CohortList({ list, add }: { list: List<Cohort>; add: ReactNode }) {
  const { t } = useTranslation('programmes')
  const columns: Column<Cohort>[] = [
    { key: 'name', title: t('cohort.name'), heading: true, render: (row) => <Link to={`/cohorts/${row.id}`}>{row.name}</Link> },
    { key: 'phase', title: t('cohort.phase'), render: (row) => <CohortPhase phase={row.phase} /> },
    { key: 'days', title: t('cohort.days'), render: (row) => <><DateText value={row.first_day} /> – <DateText value={row.last_day} /></> },
    { key: 'places', title: t('cohort.placesTaken'), align: 'right', render: (row) => t('cohort.of', { taken: row.taken, places: row.places }) },
    { key: 'waiting', title: t('cohort.waiting'), align: 'right', render: (row) => row.waiting },
    { key: 'allocation', title: t('cohort.allocation'), render: (row) => t(`allocation.${row.allocation}`) },
  ]
  return <ListView<Cohort> list={list} columns={columns} rowKey={(row) => row.id} label={t('cohort.title')} extra={add} empty={{ text: t('cohort.none') }} />
}
