import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Empty, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endUserSession, endUserSessions, unlockUser, type SignIn, type SignIns, type User } from '@/client'
import { listUserSessionsOptions } from '@/client/@tanstack/react-query.gen'
import { ConfirmCommand } from '@/ui/ConfirmCommand'
import { DateText } from '@/ui/DateText'
import { ProblemAlert } from '@/ui/ProblemAlert'

/** Sessions shows where an account is signed in, and ends what should not be. */
export function Sessions({ user }: { user: User }) {
  const { t } = useTranslation('users')
  const all = useQuery({ ...listUserSessionsOptions({ path: { id: user.id } }), staleTime: 0 })
  const [asking, ask] = useState(false)
  const queries = useQueryClient()
  const end = async () => {
    await endUserSessions({ path: { id: user.id }, throwOnError: true })
    void queries.invalidateQueries()
  }
  if (all.isPending) return <Skeleton active title={false} />
  if (all.isError) return <ProblemAlert error={all.error} onRetry={() => void all.refetch()} />
  const { items } = all.data
  return (
    <section className="ft-panel">
      <Held user={user} state={all.data} />
      {items.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noSessions')} />}
      <ul className="ft-grants">
        {items.map((session) => (
          <Entry key={session.id} user={user} session={session} />
        ))}
      </ul>
      {items.length > 0 && (
        <Button danger onClick={() => ask(true)}>
          {t('signOutAll')}
        </Button>
      )}
      <ConfirmCommand open={asking} danger title={t('signOutAll')} text={t('signOutAllText', { name: user.name })} action={t('signOutAll')} reason="none" onRun={end} onClose={() => ask(false)} />
    </section>
  )
}

function Entry({ user, session }: { user: User; session: SignIn }) {
  const { t } = useTranslation('users')
  const queries = useQueryClient()
  const end = useMutation({
    mutationFn: () => endUserSession({ path: { id: user.id, session: session.id }, throwOnError: true }),
    onSuccess: () => void queries.invalidateQueries(),
  })
  return (
    <li>
      <div>
        {session.address} <span className="ft-quiet">{session.agent}</span>
        <div className="ft-quiet">
          {t('signedIn')} <DateText value={session.created_at} time /> · {t('lastUsed')} <DateText value={session.used_at} time />
        </div>
        <ProblemAlert error={end.error} />
      </div>
      <Button size="small" loading={end.isPending} onClick={() => end.mutate()}>
        {t('signOutOne')}
      </Button>
    </li>
  )
}

function Held({ user, state }: { user: User; state: SignIns }) {
  const { t } = useTranslation('users')
  const queries = useQueryClient()
  const unlock = useMutation({
    mutationFn: () => unlockUser({ path: { id: user.id }, throwOnError: true }),
    onSuccess: () => void queries.invalidateQueries(),
  })
  if (state.failures === 0) return null
  const button = (
    <Button loading={unlock.isPending} onClick={() => unlock.mutate()}>
      {t('unlock')}
    </Button>
  )
  return (
    <>
      <Alert className="ft-form-alert" type="warning" showIcon title={t('failures', { times: state.failures })} description={state.wait_seconds > 0 && t('held', { seconds: state.wait_seconds })} action={button} />
      <ProblemAlert error={unlock.error} />
    </>
  )
}
