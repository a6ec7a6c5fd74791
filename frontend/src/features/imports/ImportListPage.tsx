import { PlusOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { FacilityImport } from '@/client'
import { listFacilityImportsInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList } from '@/lib/api'
import { formatNumber } from '@/lib/numbers'
import { DateText } from '@/ui/DateText'
import { ListView, type Column } from '@/ui/ListView'
import { PageHeader } from '@/ui/PageHeader'
import { colour, finished, stage } from './stage'

/** ImportListPage lists the files that were brought in or checked. */
export function ImportListPage() {
  const { t } = useTranslation('imports')
  const list = useList({
    ...listFacilityImportsInfiniteOptions({}),
    refetchInterval: ({ state }) => (state.data?.pages[0]?.items.every(finished) === false ? 2000 : false),
  })
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} actions={<Start />} />
      <ListView list={list} columns={useColumns()} rowKey={(row) => row.id} label={t('title')} empty={{ text: t('none'), action: <Start /> }} />
    </>
  )
}

function Start() {
  const { t } = useTranslation('imports')
  const go = useNavigate()
  return (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void go('/imports/new')}>
      {t('start')}
    </Button>
  )
}

function useColumns(): Column<FacilityImport>[] {
  const { t, i18n } = useTranslation('imports')
  const count = (key: 'created' | 'updated' | 'unchanged' | 'rejected'): Column<FacilityImport> => ({
    key,
    title: t(`count.${key}`),
    align: 'right',
    wideOnly: key === 'unchanged',
    render: (row) => formatNumber(row[key], i18n.language),
  })
  return [
    { key: 'file', title: t('file'), heading: true, render: (row) => <Link to={`/imports/${row.id}`}>{row.file_name}</Link> },
    { key: 'stage', title: t('state'), render: (row) => <Tag color={colour(row)}>{t(stage(row))}</Tag> },
    count('created'),
    count('updated'),
    count('unchanged'),
    count('rejected'),
    { key: 'who', title: t('who'), render: (row) => row.actor_name },
    { key: 'when', title: t('when'), render: (row) => <DateText value={row.created_at} time /> },
  ]
}
