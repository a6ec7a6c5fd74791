import { PlusOutlined, UploadOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { Facility, FacilityKind, FacilityStatus } from '@/client'
import { listFacilitiesInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList, useMay } from '@/lib/api'
import { formatNumber } from '@/lib/numbers'
import { DateText } from '@/ui/DateText'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { ExportButton } from '@/ui/ExportButton'
import { ListView, type Column } from '@/ui/ListView'
import { PageHeader } from '@/ui/PageHeader'
import './facilities.css'
import { StatusTag } from './StatusTag'
import { kinds, statuses } from './words'

/** FacilityListPage finds facilities; its filters live in the address, so that they can be kept and sent. */
export function FacilityListPage() {
  const { t } = useTranslation('facilities')
  const may = useMay()
  const navigate = useNavigate()
  const filter = useFilter()
  const list = useList(listFacilitiesInfiniteOptions({ query: { ...filter.query, total: true } }))
  const add = may('facility.write') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/facilities/new')}>
      {t('new')}
    </Button>
  )
  const bulk = may('facility.import') && (
    <Button icon={<UploadOutlined />} onClick={() => void navigate('/imports')}>
      {t('import')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('title')} actions={<>{bulk}{add}</>} />
      <ListView<Facility>
        list={list}
        columns={useColumns()}
        rowKey={(row) => row.id}
        label={t('title')}
        filters={<Filters filter={filter} />}
        filtered={Object.keys(filter.query).length > 0}
        extra={may('facility.export') && <ExportButton path="/facilities/export" query={{ ...filter.query }} />}
        empty={{ text: t('none'), action: add }}
      />
    </>
  )
}

interface Query {
  division?: string
  kind?: FacilityKind[]
  status?: FacilityStatus[]
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
  const [division, kind, status, q] = [params.get('division'), params.get('kind'), params.get('status'), params.get('q')]
  if (division) query.division = division
  if (kind) query.kind = kind.split(',') as FacilityKind[]
  if (status) query.status = status.split(',') as FacilityStatus[]
  if (q) query.q = q
  return { query, change }
}

function Filters({ filter: { query, change } }: { filter: ReturnType<typeof useFilter> }) {
  const { t } = useTranslation('facilities')
  return (
    <>
      <Input.Search
        className="ft-filter-text"
        aria-label={t('search')}
        placeholder={t('searchHint')}
        defaultValue={query.q ?? ''}
        allowClear
        maxLength={100}
        onSearch={(q) => change({ q: q.trim() })}
      />
      <div className="ft-filter-division">
        <DivisionPicker aria-label={t('field.division')} value={query.division} onChange={(division) => change({ division })} />
      </div>
      <Select
        mode="multiple"
        className="ft-filter"
        aria-label={t('field.kind')}
        placeholder={t('field.kind')}
        allowClear
        value={query.kind ?? []}
        options={kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        onChange={(kind) => change({ kind })}
      />
      <Select
        mode="multiple"
        className="ft-filter"
        aria-label={t('field.status')}
        placeholder={t('field.status')}
        allowClear
        value={query.status ?? []}
        options={statuses.map((status) => ({ value: status, label: t(`status.${status}`) }))}
        onChange={(status) => change({ status })}
      />
    </>
  )
}

function useColumns(): Column<Facility>[] {
  const { t, i18n } = useTranslation('facilities')
  return [
    { key: 'name', title: t('field.name'), heading: true, render: (row) => <Link to={`/facilities/${row.id}`}>{row.name}</Link> },
    { key: 'status', title: t('field.status'), render: (row) => <StatusTag status={row.status} /> },
    { key: 'kind', title: t('field.kind'), render: (row) => t(`kind.${row.kind}`) },
    { key: 'division', title: t('field.division'), render: (row) => row.division_name ?? row.division },
    { key: 'operator', title: t('field.operator_id'), render: (row) => row.operator_name ?? '–' },
    { key: 'address', title: t('field.address'), wideOnly: true, render: (row) => row.address },
    { key: 'area', title: t('field.floor_area_m2'), align: 'right', render: (row) => (row.floor_area_m2 === undefined ? '–' : formatNumber(row.floor_area_m2, i18n.language, 1)) },
    { key: 'opened', title: t('field.opened_on'), render: (row) => <DateText value={row.opened_on} /> },
  ]
}
