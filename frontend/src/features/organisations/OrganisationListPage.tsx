import { PlusOutlined } from '@ant-design/icons'
import { Button, Input, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import type { Organisation } from '@/client'
import { listOrganisationsInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList, useMay } from '@/lib/api'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { ListView, type Column } from '@/ui/ListView'
import { PageHeader } from '@/ui/PageHeader'
import { OrganisationForm } from './OrganisationForm'
import './organisations.css'

/** OrganisationListPage finds organisations. */
export function OrganisationListPage() {
  const { t } = useTranslation('organisations')
  const [params, setParams] = useSearchParams()
  const [q, division] = [params.get('q') ?? '', params.get('division') ?? undefined]
  const change = (name: string, value: string | undefined) => {
    const next = new URLSearchParams(params)
    if (value) next.set(name, value)
    else next.delete(name)
    setParams(next, { replace: true })
  }
  const [adding, add] = useState(false)
  const list = useList(listOrganisationsInfiniteOptions({ query: { ...(q && { q }), ...(division && { division }) } }))
  const button = useMay()('organisation.write') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => add(true)}>
      {t('new')}
    </Button>
  )
  const columns: Column<Organisation>[] = [
    { key: 'name', title: t('name'), heading: true, render: (row) => <Link to={`/organisations/${row.id}`}>{row.name}</Link> },
    { key: 'kind', title: t('kindTitle'), render: (row) => t(`kind.${row.kind}`) },
    { key: 'uscc', title: t('uscc'), render: (row) => row.uscc ?? '–' },
    { key: 'division', title: t('division'), render: (row) => row.division_name ?? row.division },
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
        filtered={Boolean(q || division)}
        filters={
          <>
            <Input.Search className="ft-organisation-search" aria-label={t('search')} placeholder={t('search')} defaultValue={q} allowClear maxLength={100} onSearch={(text) => change('q', text.trim())} />
            <div className="ft-organisation-division">
              <DivisionPicker aria-label={t('division')} value={division} onChange={(code) => change('division', code)} />
            </div>
          </>
        }
        empty={{ text: t('none'), action: button }}
      />
      {adding && <OrganisationForm onClose={() => add(false)} />}
    </>
  )
}
