import { login, logout, refreshSession, type LoginInput, type Session, type User } from '@/client'
import { problemOf } from './problem'

/** Who is signed in, as far as this tab knows. */
export type SessionState =
  | { status: 'restoring' | 'signed_out'; user?: undefined }
  | { status: 'signed_in'; user: User }

const hint = 'fourthirty.signed_in' // says that a refresh cookie may exist; holds nothing secret
const lockName = 'fourthirty.refresh'
const early = 30_000 // renew this many milliseconds before the token ends

let state: SessionState = { status: 'restoring' }
let token = ''
let endsAt = 0
let renewing: Promise<boolean> | undefined
const listeners = new Set<() => void>()
const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('fourthirty.session')
tabs?.addEventListener('message', forget)

function become(next: SessionState) {
  state = next
  for (const tell of listeners) tell()
}

function keep(answer: Session) {
  token = answer.access_token
  endsAt = Date.now() + answer.expires_in * 1000
  localStorage.setItem(hint, '1')
  become({ status: 'signed_in', user: answer.user })
}

function forget() {
  token = ''
  endsAt = 0
  localStorage.removeItem(hint)
  become({ status: 'signed_out' })
}

export const session = {
  state: () => state,
  subscribe(listener: () => void) {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  token: () => token,
  /** Whether the token has ended or is about to. */
  ending: () => token !== '' && Date.now() > endsAt - early,

  async signIn(input: LoginInput): Promise<User> {
    const { data } = await login({ body: input, throwOnError: true })
    keep(data)
    return data.user
  },

  async signOut(): Promise<void> {
    try {
      await logout({ headers: { 'X-Requested-With': 'fourthirty' }, throwOnError: true })
    } finally {
      forget()
      tabs?.postMessage('signed_out')
    }
  },

  /** Finds out at start whether a session is still open. */
  async restore(): Promise<void> {
    if (localStorage.getItem(hint) === null) return forget()
    if (!(await session.renew()) && state.status === 'restoring') become({ status: 'signed_out' })
  },

  /** Gets a new access token; callers at the same time share one request. */
  renew(): Promise<boolean> {
    renewing ??= exclusively(renewOnce).finally(() => {
      renewing = undefined
    })
    return renewing
  },
}

// The refresh token changes with every use: two tabs that use the same one look like a theft.
function exclusively<T>(work: () => Promise<T>): Promise<T> {
  return 'locks' in navigator && navigator.locks ? navigator.locks.request(lockName, work) : work()
}

async function renewOnce(): Promise<boolean> {
  const { data, error, response } = await refreshSession({ headers: { 'X-Requested-With': 'fourthirty' } })
  if (data) {
    keep(data)
    return true
  }
  if (problemOf(error, response).status === 401) forget()
  return false
}
