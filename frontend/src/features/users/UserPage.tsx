import { EditOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { patchUser, resetPassword, type NewUser, type User } from '@/client'
import { getUserOptions } from '@/client/@tanstack/react-query.gen'
import { problemOf, useMay, useMe } from '@/lib/api'
import { ConfirmCommand } from '@/ui/ConfirmCommand'
import { History } from '@/ui/History'
import { PageHeader } from '@/ui/PageHeader'
import { PageTabs } from '@/ui/PageTabs'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { EditUser } from './EditUser'
import { Grants } from './Grants'
import { Password } from './Password'
import { Sessions } from './Sessions'
import { UserState } from './UserListPage'

/** UserPage shows an account: what it may do where, and its history. */
export function UserPage() {
  const { id = '' } = useParams()
  const { t } = useTranslation('users')
  const user = useQuery(getUserOptions({ path: { id } }))
  const may = useMay()
  if (user.isPending) return <Skeleton active />
  if (user.isError) return <ProblemAlert error={user.error} onRetry={() => void user.refetch()} />
  return (
    <>
      <PageHeader
        title={user.data.name}
        crumbs={[{ text: t('title'), to: '/users' }, { text: user.data.name }]}
        tags={<UserState user={user.data} />}
        subtitle={`${user.data.login} · ${user.data.division_name ?? user.data.division}`}
        actions={may('user.manage') && <Actions user={user.data} />}
      />
      <PageTabs
        destroyOnHidden
        items={[
          { key: 'grants', label: t('grants'), children: <Grants user={user.data} /> },
          ...(may('user.manage') ? [{ key: 'sessions', label: t('sessions'), children: <Sessions user={user.data} /> }] : []),
          ...(may('event.read') ? [{ key: 'history', label: t('history'), children: <section className="ft-panel"><History subject="user" id={id} /></section> }] : []),
        ]}
      />
    </>
  )
}

function Actions({ user }: { user: User }) {
  const { t } = useTranslation('users')
  const { message } = App.useApp()
  const me = useMe().data?.user.id
  const queries = useQueryClient()
  const [asking, ask] = useState<'edit' | 'disable' | 'reset'>()
  const [made, show] = useState<NewUser>()
  const change = async (disabled: boolean) => {
    await patchUser({ path: { id: user.id }, headers: { 'If-Match': `"${user.version}"` }, body: { disabled }, throwOnError: true })
    void queries.invalidateQueries()
  }
  const enable = useMutation({ mutationFn: () => change(false), onError: (error) => void message.error(problemOf(error).title) })
  const reset = async () => {
    const { data } = await resetPassword({ path: { id: user.id }, throwOnError: true })
    void queries.invalidateQueries()
    show(data)
  }
  const edit = (
    <>
      <Button icon={<EditOutlined />} onClick={() => ask('edit')}>
        {t('edit')}
      </Button>
      {asking === 'edit' && <EditUser user={user} onClose={() => ask(undefined)} />}
    </>
  )
  if (user.id === me) return edit
  return (
    <>
      {edit}
      <Button onClick={() => ask('reset')}>{t('reset')}</Button>
      {user.disabled ? (
        <Button loading={enable.isPending} onClick={() => enable.mutate()}>
          {t('enable')}
        </Button>
      ) : (
        <Button danger onClick={() => ask('disable')}>
          {t('disable')}
        </Button>
      )}
      <ConfirmCommand open={asking === 'reset'} title={t('reset')} text={t('resetText', { name: user.name })} action={t('reset')} reason="none" onRun={reset} onClose={() => ask(undefined)} />
      <ConfirmCommand open={asking === 'disable'} danger title={t('disable')} text={t('disableText', { name: user.name })} action={t('disable')} reason="none" onRun={() => change(true)} onClose={() => ask(undefined)} />
      {made && <Password user={made} onClose={() => show(undefined)} next={t('common:close')} />}
    </>
  )
}
