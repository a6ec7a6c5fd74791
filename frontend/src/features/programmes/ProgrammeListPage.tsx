import { PlusOutlined } from '@ant-design/icons'
import { Button, Input, Select, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { Programme } from '@/client'
import { listProgrammesInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList, useMay } from '@/lib/api'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { ListView, type Column } from '@/ui/ListView'
import { PageHeader } from '@/ui/PageHeader'
import { Ages, Fee, ProgrammeStatus } from './Marks'
import { kinds, statusColors } from './words'

/** ProgrammeListPage finds programmes; its filters live in the address. */
export function ProgrammeListPage() {
  const { t } = useTranslation('programmes')
  const navigate = useNavigate()
  const filter = useFilter()
  const list = useList(listProgrammesInfiniteOptions({ query: { ...filter.query, total: true } }))
  const add = useMay()('programme.write') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/programmes/new')}>
      {t('new')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('title')} actions={add} />
      <ListView<Programme>
        list={list}
        columns={useColumns()}
        rowKey={(row) => row.id}
        label={t('title')}
        filters={<Filters filter={filter} />}
        filtered={Object.keys(filter.query).length > 0}
        empty={{ text: t('none'), action: add }}
      />
    </>
  )
}

interface Query {
  division?: string
  facility_id?: string
  kind?: Programme['kind'][]
  status?: Programme['status'][]
  q?: string
}

function useFilter() {
  const [params, setParams] = useSearchParams()
  const change = (values: Record<string, string | string[] | undefined>) => {
    const next = new URLSearchParams(params)
    for (const [name, value] of Object.entries(values)) {
      next.delete(name)
      if (value?.length) next.set(name, String(value))
    }
    setParams(next, { replace: true })
  }
  const query: Query = {}
  const [division, facility, kind, status, q] = ['division', 'facility_id', 'kind', 'status', 'q'].map((name) => params.get(name))
  if (division) query.division = division
  if (facility) query.facility_id = facility
  if (kind) query.kind = kind.split(',') as Programme['kind'][]
  if (status) query.status = status.split(',') as Programme['status'][]
  if (q) query.q = q
  return { query, change }
}

function Filters({ filter: { query, change } }: { filter: ReturnType<typeof useFilter> }) {
  const { t } = useTranslation('programmes')
  return (
    <>
      <Input.Search className="ft-filter-text" aria-label={t('search')} placeholder={t('search')} defaultValue={query.q ?? ''} allowClear maxLength={100} onSearch={(q) => change({ q: q.trim() })} />
      <div className="ft-filter-division">
        <DivisionPicker aria-label={t('division')} value={query.division} onChange={(division) => change({ division })} />
      </div>
      <Select
        mode="multiple"
        className="ft-filter"
        aria-label={t('kindTitle')}
        placeholder={t('kindTitle')}
        allowClear
        value={query.kind ?? []}
        options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
        onChange={(kind) => change({ kind })}
      />
      <Select
        mode="multiple"
        className="ft-filter"
        aria-label={t('statusTitle')}
        placeholder={t('statusTitle')}
        allowClear
        value={query.status ?? []}
        options={Object.keys(statusColors).map((value) => ({ value, label: t(`status.${value}`) }))}
        onChange={(status: string[]) => change({ status })}
      />
    </>
  )
}

function useColumns(): Column<Programme>[] {
  const { t } = useTranslation('programmes')
  return [
    { key: 'name', title: t('name'), heading: true, render: (row) => <><Link to={`/programmes/${row.id}`}>{row.name}</Link> {row.demo && <Tag>{t('demo')}</Tag>}</> },
    { key: 'status', title: t('statusTitle'), render: (row) => <ProgrammeStatus status={row.status} /> },
    { key: 'kind', title: t('kindTitle'), render: (row) => t(`kind.${row.kind}`) },
    { key: 'facility', title: t('facility'), render: (row) => <Link to={`/facilities/${row.facility_id}`}>{row.facility_name}</Link> },
    { key: 'ages', title: t('ages'), render: (row) => <Ages of={row} /> },
    { key: 'fee', title: t('fee'), render: (row) => <Fee programme={row} /> },
  ]
}
