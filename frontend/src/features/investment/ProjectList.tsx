import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { InvestmentProject } from '@/client'
import { listInvestmentsInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList } from '@/lib/api'
import { DateText } from '@/ui/DateText'
import { ListView, type Column } from '@/ui/ListView'
import { Money } from '@/ui/Money'
import { statusColors } from './words'

/** ProjectList lists the projects of a division and below. */
export function ProjectList({ division }: { division: string }) {
  const { t } = useTranslation('investment')
  const list = useList(listInvestmentsInfiniteOptions({ query: { division, total: true } }))
  const columns: Column<InvestmentProject>[] = [
    { key: 'name', title: t('field.name'), heading: true, render: (row) => <Link to={`/investment/${row.id}`}>{row.name}</Link> },
    { key: 'status', title: t('field.status'), render: (row) => <ProjectStatus status={row.status} /> },
    { key: 'money', title: t('tile.total'), align: 'right', render: (row) => <Money fen={row.funding.reduce((sum, line) => sum + line.amount_fen, 0)} /> },
    { key: 'planned', title: t('field.planned_on'), render: (row) => <DateText value={row.planned_on} /> },
    { key: 'delivered', title: t('delivered_on'), wideOnly: true, render: (row) => <DateText value={row.delivered_on} /> },
  ]
  return (
    <div className="ft-below">
      <ListView<InvestmentProject> list={list} columns={columns} rowKey={(row) => row.id} label={t('list')} empty={{ text: t('none') }} />
    </div>
  )
}

/** ProjectStatus shows where a project stands. */
export function ProjectStatus({ status }: Pick<InvestmentProject, 'status'>) {
  const { t } = useTranslation('investment')
  return <Tag color={statusColors[status]}>{t(`status.${status}`)}</Tag>
}
