import { PlusOutlined } from '@ant-design/icons'
import { Button, Input, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import type { Organisation } from '@/client'
import { listOrganisationsInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList, useMay } from '@/lib/api'
import { ListView, type Column } from '@/ui/ListView'
import { PageHeader } from '@/ui/PageHeader'
import { OrganisationForm } from './OrganisationForm'

/** OrganisationListPage finds organisations. */
export function OrganisationListPage() {
  const { t } = useTranslation('organisations')
  const [params, setParams] = useSearchParams()
  const q = params.get('q') ?? ''
  const [adding, add] = useState(false)
  const list = useList(listOrganisationsInfiniteOptions({ query: { ...(q && { q }) } }))
  const button = useMay()('organisation.write') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => add(true)}>
      {t('new')}
    </Button>
  )
  const columns: Column<Organisation>[] = [
    { key: 'name', title: t('name'), heading: true, render: (row) => <Link to={`/organisations/${row.id}`}>{row.name}</Link> },
    { key: 'kind', title: t('kindTitle'), render: (row) => t(`kind.${row.kind}`) },
    { key: 'uscc', title: t('uscc'), render: (row) => row.uscc ?? '–' },
    { key: 'division', title: t('division'), render: (row) => row.division, wideOnly: true },
    { key: 'state', title: t('state'), render: (row) => row.disabled && <Tag color="red">{t('disabled')}</Tag> },
  ]
  return (
    <>
      <PageHeader title={t('title')} actions={button} />
      <ListView<Organisation>
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t('title')}
        filtered={q !== ''}
        filters={<Input.Search aria-label={t('search')} placeholder={t('search')} defaultValue={q} allowClear maxLength={100} onSearch={(text) => setParams(text.trim() ? { q: text.trim() } : {}, { replace: true })} />}
        empty={{ text: t('none'), action: button }}
      />
      {adding && <OrganisationForm onClose={() => add(false)} />}
    </>
  )
}
