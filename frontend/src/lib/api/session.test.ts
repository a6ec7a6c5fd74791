// @vitest-environment jsdom
// @vitest-environment-options {"url": "http://console.test/"}
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { getMe } from '@/client'
import { connect } from './client'
import { session } from './session'

const base = 'http://console.test/api/v1'
const user = {
  id: '01900000-0000-7000-8000-000000000001',
  login: 'li.na',
  name: 'Li Na',
  locale: 'zh-CN' as const,
  division: '330106000000',
  must_change_password: false,
  demo: false,
  disabled: false,
  version: 1,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
}
const unauthenticated = () =>
  HttpResponse.json({ type: '/problems/token_invalid', title: 'Sign in again.', status: 401, code: 'token_invalid' }, { status: 401 })

let valid: string // the only access token that the server takes
let refreshable: boolean
let calls: string[]

const server = setupServer(
  http.post(`${base}/auth/login`, () => opened('login')),
  http.post(`${base}/auth/refresh`, ({ request }) => {
    if (!refreshable || request.headers.get('X-Requested-With') !== 'fourthirty') {
      calls.push('refresh refused')
      return unauthenticated()
    }
    return opened('refresh')
  }),
  http.post(`${base}/auth/logout`, () => {
    calls.push('logout')
    return new HttpResponse(null, { status: 204 })
  }),
  http.get(`${base}/me`, ({ request }) => {
    if (request.headers.get('Authorization') !== `Bearer ${valid}`) return unauthenticated()
    calls.push(`me in ${request.headers.get('Accept-Language')}`)
    return HttpResponse.json({ user, grants: [], permissions: [], home: user.division })
  }),
)

function opened(call: string) {
  calls.push(call)
  valid = `token ${calls.length}`
  return HttpResponse.json({ access_token: valid, expires_in: 600, user })
}

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(async () => {
  connect(base)
  localStorage.clear()
  refreshable = true
  calls = []
  await session.signIn({ login: 'li.na', password: 'secret' })
  calls = []
})

test('many requests with an ended token share one renewal and all succeed', async () => {
  valid = 'something newer'
  const answers = await Promise.all(Array.from({ length: 8 }, () => getMe({ throwOnError: true })))
  expect(answers.map(({ data }) => data.user.login)).toEqual(Array<string>(8).fill('li.na'))
  expect(calls.filter((call) => call === 'refresh')).toEqual(['refresh'])
})

test('a renewal that is refused signs out once and answers the problem', async () => {
  valid = 'something newer'
  refreshable = false
  const answers = await Promise.allSettled([getMe({ throwOnError: true }), getMe({ throwOnError: true })])
  expect(answers.map((a) => a.status === 'rejected' && (a.reason as { code: string }).code)).toEqual(['token_invalid', 'token_invalid'])
  expect(calls).toEqual(['refresh refused'])
  expect(session.state()).toEqual({ status: 'signed_out' })
})

test('requests carry the language of the interface', async () => {
  await getMe({ throwOnError: true })
  expect(calls).toEqual(['me in en'])
})

test('signing out forgets the token, and the next start asks the server for nothing', async () => {
  await session.signOut()
  await session.restore()
  expect([session.token(), session.state(), calls]).toEqual(['', { status: 'signed_out' }, ['logout']])
})

test('a start with a session still open restores it', async () => {
  await session.restore()
  expect([session.state(), calls]).toEqual([{ status: 'signed_in', user }, ['refresh']])
})
