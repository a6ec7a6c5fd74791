import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Empty, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { removeGrant, type Grant, type User } from '@/client'
import { listGrantsOptions, listRolesOptions } from '@/client/@tanstack/react-query.gen'
import { useMay, useMe } from '@/lib/api'
import { ConfirmCommand } from '@/ui/ConfirmCommand'
import { DateText } from '@/ui/DateText'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { AddGrant } from './AddGrant'
import { mayGrant } from './grantable'

/** Grants lists what an account may do, and where; whoever manages accounts adds and takes away. */
export function Grants({ user }: { user: User }) {
  const { t } = useTranslation('users')
  const grants = useQuery(listGrantsOptions({ path: { id: user.id } }))
  const mayManage = useMay()('user.manage')
  const [adding, add] = useState(false)
  if (grants.isPending) return <Skeleton active title={false} />
  if (grants.isError) return <ProblemAlert error={grants.error} onRetry={() => void grants.refetch()} />
  return (
    <section className="ft-panel">
      {grants.data.items.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noGrants')} />}
      <ul className="ft-grants">
        {grants.data.items.map((grant) => (
          <Entry key={grant.id} user={user} grant={grant} />
        ))}
      </ul>
      {mayManage && (
        <Button icon={<PlusOutlined />} onClick={() => add(true)}>
          {t('addGrant')}
        </Button>
      )}
      {adding && <AddGrant user={user} onClose={() => add(false)} />}
    </section>
  )
}

function Entry({ user, grant }: { user: User; grant: Grant }) {
  const { t } = useTranslation('users')
  const place = grant.division === '000000000000' ? t('division:country') : (grant.division_name ?? grant.division)
  return (
    <li>
      <div>
        <Tag color="blue">{t(`shell:roles.${grant.role}`)}</Tag>
        <span>{place}</span>
        {grant.organisation_id && <span> · {t('onlyOf', { name: grant.organisation_name ?? grant.organisation_id })}</span>}
        <div className="ft-quiet">
          {t(`roleNote.${grant.role}`)} {t('since')} <DateText value={grant.created_at} />
        </div>
      </div>
      <Revoke user={user} grant={grant} />
    </li>
  )
}

function Revoke({ user, grant }: { user: User; grant: Grant }) {
  const { t } = useTranslation('users')
  const [asking, ask] = useState(false)
  const queries = useQueryClient()
  const me = useMe().data
  const roles = useQuery(listRolesOptions()).data?.items ?? []
  if (!me?.permissions.includes('user.manage') || !mayGrant(roles, me.grants, grant)) return null
  const take = async () => {
    await removeGrant({ path: { id: user.id, grant: grant.id }, throwOnError: true })
    void queries.invalidateQueries()
  }
  const text = t(user.id === me.user.id ? 'removeOwnText' : 'removeText', { name: user.name })
  return (
    <>
      <Button size="small" onClick={() => ask(true)}>
        {t('removeGrant')}
      </Button>
      <ConfirmCommand open={asking} danger title={t('removeGrant')} text={text} action={t('removeGrant')} reason="none" onRun={take} onClose={() => ask(false)} />
    </>
  )
}
