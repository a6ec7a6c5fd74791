import { useEffect, type ReactNode } from 'react'
import { Navigate, useLocation } from 'react-router'
import { ForcedPasswordPage } from '@/features/auth/ForcedPasswordPage'
import { useMe, useSession } from '@/lib/api'
import { followAccount } from '@/lib/i18n'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { Starting } from './Starting'

/** RequireSession shows its children to people who are signed in and sends others to sign in first. */
export function RequireSession({ children }: { children: ReactNode }) {
  const session = useSession()
  const me = useMe()
  const { pathname, search } = useLocation()
  const locale = session.user?.locale

  useEffect(() => {
    if (locale) void followAccount(locale)
  }, [locale])

  if (session.status === 'restoring') return <Starting />
  if (session.status === 'signed_out') {
    const next = pathname + search
    return <Navigate replace to={next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`} />
  }
  if (me.isPending) return <Starting />
  if (me.isError) {
    return (
      <main className="ft-center">
        <ProblemAlert error={me.error} onRetry={() => void me.refetch()} />
      </main>
    )
  }
  return me.data.user.must_change_password ? <ForcedPasswordPage /> : children
}
