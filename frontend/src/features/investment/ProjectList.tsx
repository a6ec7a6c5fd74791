import { Input, Select, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import type { InvestmentProject, InvestmentStatus } from '@/client'
import { listInvestmentsInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList } from '@/lib/api'
import { DateText } from '@/ui/DateText'
import { ListView, type Column } from '@/ui/ListView'
import { Money } from '@/ui/Money'
import { commandsOf, statusColors } from './words'

/** ProjectList lists the projects of a division and below. */
export function ProjectList({ division }: { division: string }) {
  const { t } = useTranslation('investment')
  const filter = useFilter()
  const list = useList(listInvestmentsInfiniteOptions({ query: { ...filter.query, division, total: true } }))
  const columns: Column<InvestmentProject>[] = [
    { key: 'name', title: t('field.name'), heading: true, render: (row) => <Link to={`/investment/${row.id}`}>{row.name}</Link> },
    { key: 'status', title: t('field.status'), render: (row) => <ProjectStatus status={row.status} /> },
    { key: 'money', title: t('tile.total'), align: 'right', render: (row) => <Money fen={row.funding.reduce((sum, line) => sum + line.amount_fen, 0)} /> },
    { key: 'planned', title: t('field.planned_on'), render: (row) => <DateText value={row.planned_on} /> },
    { key: 'delivered', title: t('delivered_on'), wideOnly: true, render: (row) => <DateText value={row.delivered_on} /> },
  ]
  return (
    <div className="ft-below">
      <ListView<InvestmentProject>
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t('list')}
        filters={<Filters filter={filter} />}
        filtered={Object.keys(filter.query).length > 0}
        empty={{ text: t('none') }}
      />
    </div>
  )
}

const statuses = Object.keys(commandsOf) as InvestmentStatus[]

// The filters stand in the address, beside the division and the day of the sums.
function useFilter() {
  const [params, setParams] = useSearchParams()
  const [status, q] = [params.get('status'), params.get('q')]
  const change = (name: string, value: string) => {
    const next = new URLSearchParams(params)
    if (value) next.set(name, value)
    else next.delete(name)
    setParams(next, { replace: true })
  }
  return { query: { ...(status && { status: status.split(',') as InvestmentStatus[] }), ...(q && { q }) }, change }
}

function Filters({ filter: { query, change } }: { filter: ReturnType<typeof useFilter> }) {
  const { t } = useTranslation('investment')
  return (
    <>
      <Input.Search
        className="ft-filter-text"
        aria-label={t('search')}
        placeholder={t('field.name')}
        defaultValue={query.q ?? ''}
        allowClear
        maxLength={100}
        onSearch={(q) => change('q', q.trim())}
      />
      <Select
        mode="multiple"
        className="ft-filter"
        aria-label={t('field.status')}
        placeholder={t('field.status')}
        allowClear
        value={query.status ?? []}
        options={statuses.map((status) => ({ value: status, label: t(`status.${status}`) }))}
        onChange={(values) => change('status', values.join(','))}
      />
    </>
  )
}

/** ProjectStatus shows where a project stands. */
export function ProjectStatus({ status }: Pick<InvestmentProject, 'status'>) {
  const { t } = useTranslation('investment')
  return <Tag color={statusColors[status]}>{t(`status.${status}`)}</Tag>
}
