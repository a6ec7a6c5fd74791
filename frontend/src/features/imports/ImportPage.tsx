import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Progress, Skeleton, Tag } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { FacilityImport } from '@/client'
import { getFacilityImportOptions } from '@/client/@tanstack/react-query.gen'
import { formatTime } from '@/lib/dates'
import { formatNumber } from '@/lib/numbers'
import { PageHeader } from '@/ui/PageHeader'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { Findings } from './Findings'
import { Outcome } from './Outcome'
import { colour, finished, stage } from './stage'
import { Way } from './Way'
import './imports.css'

/** ImportPage follows one file through its check or its import and shows what came of it. */
export function ImportPage() {
  const { id = '' } = useParams()
  const options = getFacilityImportOptions({ path: { id } })
  const record = useQuery({ ...options, refetchInterval: ({ state }) => (state.data && finished(state.data) ? false : 1000) })
  useFresh(record.data?.status === 'done' && !record.data.dry_run)
  if (record.isPending) return <Skeleton active />
  if (!record.data) return <ProblemAlert error={record.error} onRetry={() => void record.refetch()} />
  return (
    <>
      <Header record={record.data} />
      <Way at={record.data.dry_run ? 1 : 2} status={step(record.data)} />
      <ProblemAlert error={record.error} onRetry={() => void record.refetch()} />
      {finished(record.data) ? <Outcome record={record.data} /> : <Running record={record.data} />}
      {finished(record.data) && <Findings record={record.data} />}
    </>
  )
}

// What other pages show is old once an import has written.
function useFresh(written: boolean) {
  const queries = useQueryClient()
  useEffect(() => {
    if (written) void queries.invalidateQueries()
  }, [queries, written])
}

function step(record: FacilityImport): 'process' | 'finish' | 'error' {
  if (record.status === 'failed' || record.status === 'refused' || (record.dry_run && record.rejected > 0)) return 'error'
  return record.status === 'done' && !record.dry_run ? 'finish' : 'process'
}

function Header({ record }: { record: FacilityImport }) {
  const { t, i18n } = useTranslation('imports')
  return (
    <PageHeader
      title={record.file_name}
      crumbs={[{ text: t('title'), to: '/imports' }, { text: record.file_name }]}
      tags={<Tag color={colour(record)}>{t(stage(record))}</Tag>}
      subtitle={`${record.actor_name} · ${formatTime(record.created_at, i18n.language)}`}
    />
  )
}

function Running({ record }: { record: FacilityImport }) {
  const { t, i18n } = useTranslation('imports')
  const number = (value: number) => formatNumber(value, i18n.language)
  const share = record.rows_total ? Math.min(99, Math.floor((100 * record.rows_done) / record.rows_total)) : 0
  return (
    <section className="ft-panel ft-import-part">
      <Progress percent={share} status="active" aria-label={t(stage(record))} />
      <p role="status">{t(record.status === 'queued' ? 'waiting' : 'running', { done: number(record.rows_done) })}</p>
      <p className="ft-quiet">{t('mayLeave')}</p>
    </section>
  )
}
