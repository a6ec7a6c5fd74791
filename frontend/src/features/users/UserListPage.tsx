import { PlusOutlined } from '@ant-design/icons'
import { Button, Input, Select, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import type { User } from '@/client'
import { listUsersInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList, useMay } from '@/lib/api'
import { DateText } from '@/ui/DateText'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { ListView, type Column } from '@/ui/ListView'
import { PageHeader } from '@/ui/PageHeader'
import { NewUser } from './NewUser'
import './users.css'

/** UserListPage lists the accounts of the own territory. */
export function UserListPage() {
  const { t } = useTranslation('users')
  const mayManage = useMay()('user.manage')
  const [adding, add] = useState(false)
  const [params, setParams] = useSearchParams()
  const [q, division, state] = ['q', 'division', 'state'].map((name) => params.get(name) ?? undefined)
  const query = { ...(q && { q }), ...(division && { division }), ...(state && { disabled: state === 'disabled' }) }
  const list = useList(listUsersInfiniteOptions({ query }))
  const change = (name: string, value: string | undefined) => {
    const next = new URLSearchParams(params)
    if (value) next.set(name, value)
    else next.delete(name)
    setParams(next, { replace: true })
  }
  const button = mayManage && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => add(true)}>
      {t('new')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('title')} actions={button} />
      <ListView<User>
        list={list}
        columns={useColumns()}
        rowKey={(row) => row.id}
        label={t('title')}
        filtered={Boolean(q || division || state)}
        filters={
          <>
            <Input.Search className="ft-user-search" aria-label={t('search')} placeholder={t('search')} defaultValue={q ?? ''} allowClear maxLength={100} onSearch={(text) => change('q', text.trim())} />
            <div className="ft-user-division">
              <DivisionPicker aria-label={t('division')} value={division} onChange={(code) => change('division', code)} />
            </div>
            <Select
              className="ft-user-state"
              aria-label={t('state')}
              placeholder={t('state')}
              allowClear
              value={state ?? null}
              options={['active', 'disabled'].map((value) => ({ value, label: t(value) }))}
              onChange={(value) => change('state', value ?? undefined)}
            />
          </>
        }
        empty={{ text: t('none'), action: button }}
      />
      {adding && <NewUser onClose={() => add(false)} />}
    </>
  )
}

function useColumns(): Column<User>[] {
  const { t } = useTranslation('users')
  return [
    { key: 'name', title: t('name'), heading: true, render: (row) => <Link to={`/users/${row.id}`}>{row.name}</Link> },
    { key: 'login', title: t('login'), render: (row) => row.login },
    { key: 'division', title: t('division'), render: (row) => row.division_name ?? row.division },
    { key: 'state', title: t('state'), render: (row) => <UserState user={row} /> },
    { key: 'created', title: t('created'), wideOnly: true, render: (row) => <DateText value={row.created_at} /> },
  ]
}

/** UserState tells whether an account can be used. */
export function UserState({ user }: { user: User }) {
  const { t } = useTranslation('users')
  if (user.disabled) return <Tag color="red">{t('disabled')}</Tag>
  return (
    <>
      <Tag color="green">{t('active')}</Tag>
      {user.must_change_password && <Tag>{t('firstSignIn')}</Tag>}
    </>
  )
}
