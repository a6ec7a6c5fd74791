import { AxeBuilder } from '@axe-core/playwright'
import { expect, test as base, type APIRequestContext, type Locator, type Page } from '@playwright/test'
import { administrator } from './server'

/** An account to sign in with. */
export interface Account {
  login: string
  password: string
}

// A refused request is part of many journeys; the browser's own note of it is no error of the page.
const noted = /^Failed to load resource: the server responded with a status of 4\d\d/

/** test fails when a page logs an error, throws, or breaks the content security policy. */
export const test = base.extend<{ calm: void }>({
  calm: [
    async ({ page }, use) => {
      const found: string[] = []
      page.on('pageerror', (error) => found.push(`thrown: ${error.message}`))
      page.on('console', (message) => {
        if (message.type() === 'error' && !noted.test(message.text())) found.push(message.text())
      })
      await page.addInitScript(() => {
        localStorage.setItem('fourthirty.language', localStorage.getItem('fourthirty.language') ?? 'zh-CN')
        document.addEventListener('securitypolicyviolation', (event) => {
          if (location.pathname === '/docs' && event.blockedURI === 'eval') return // its renderer tries, and does without
          console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
        })
      })
      await use()
      expect(found).toEqual([])
    },
    { auto: true },
  ],
})

/** signIn opens a session without the login page, and then a page. */
export async function signIn(page: Page, path = '/', account: Account = administrator): Promise<void> {
  const answer = await page.request.post('/api/v1/auth/login', { data: account })
  expect(answer.status()).toBe(200)
  await page.addInitScript(() => {
    if (sessionStorage.getItem('e2e.signed_in')) return
    sessionStorage.setItem('e2e.signed_in', '1')
    localStorage.setItem('fourthirty.signed_in', '1')
  })
  await page.goto(path)
}

/** Call posts to the API and gives the answer. */
export type Call = (path: string, data: object, headers?: Record<string, string>) => Promise<any> // oxlint-disable-line typescript/no-explicit-any

/** asAdministrator calls the API as the administrator, to prepare what a journey needs. */
export async function asAdministrator(request: APIRequestContext): Promise<Call> {
  const login = await request.post('/api/v1/auth/login', { data: administrator })
  const { access_token: token } = await login.json()
  return async (path, data, headers = {}) => {
    const answer = await request.post(`/api/v1${path}`, { data, headers: { Authorization: `Bearer ${token}`, ...headers } })
    expect(answer.status(), await answer.text()).toBeLessThan(300)
    return answer.json()
  }
}

/** expectAccessible runs axe over the page and allows no serious finding. */
export async function expectAccessible(page: Page): Promise<void> {
  // A notice that fades away is paler than the one that was read.
  const { violations } = await new AxeBuilder({ page }).exclude('.ant-message').withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`) }))
  expect(serious).toEqual([])
}

/** choose takes a line of a list, found by what is typed; a list that still moves loses the click, so it is tried again. */
export async function choose(field: Locator, line: string, typed?: string): Promise<void> {
  const list = field.page().locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)')
  await expect(async () => {
    await (typed ? field.fill(typed) : field.click())
    await list.getByText(line, { exact: true }).first().click({ timeout: 5000 })
    await expect(list).toHaveCount(0, { timeout: 2000 })
  }).toPass({ timeout: 30_000 })
}

/** press presses a button of a dialog that closes it; one that still grows loses the click, so it is tried again. */
export async function press(dialog: Locator, name: string | RegExp): Promise<void> {
  await expect(async () => {
    if (await dialog.isVisible()) await dialog.getByRole('button', { name }).click({ timeout: 5000 })
    await expect(dialog).toBeHidden({ timeout: 4000 })
  }).toPass({ timeout: 30_000 })
}

/** unique makes a name that no other test uses. */
export const unique = (name: string) => `${name}.${crypto.randomUUID().slice(0, 8)}`

export { expect }
