import type { APIRequestContext, Page } from '@playwright/test'
import { asAdministrator, expect, expectAccessible, signIn, test, unique } from './test'

// Two neighbouring communities of 西湖区; other tests may add facilities elsewhere.
const xihu = '330106000000'
const township = '330106109000'

/** openStation registers an open service station and answers the name of its community. */
async function openStation(request: APIRequestContext): Promise<{ covered: string; gap: string }> {
  const call = await asAdministrator(request)
  const login = await request.post('/api/v1/auth/refresh', { headers: { 'X-Requested-With': 'fourthirty' } })
  const { access_token: token } = await login.json()
  const answer = await request.get(`/api/v1/divisions/${township}/children`, { headers: { Authorization: `Bearer ${token}` } })
  const [first, second] = (await answer.json()).items
  await call('/facilities', {
    name: unique('覆盖测试服务站'), division: first.code, kind: 'service_station', status: 'open', opened_on: '2020-03-01', confirm: ['possible_duplicate'],
  })
  return { covered: first.name, gap: second.name }
}

const trail = (page: Page) => page.getByRole('navigation', { name: '所在区划' })

test('coverage is explored from the country down to one community', async ({ page, request }) => {
  const { covered, gap } = await openStation(request)
  await signIn(page, '/coverage')
  await expect(page.getByRole('heading', { name: '覆盖率', level: 1 })).toBeVisible()
  await expect(page.getByText('当日有效的全部社区（村）数')).toBeVisible()
  await expectAccessible(page)
  await page.getByText('表格', { exact: true }).click()
  // The table stays open on the way down.
  for (const name of ['浙江省', '杭州市', '西湖区', '三墩镇', covered]) {
    await page.getByRole('figure').getByRole('link', { name, exact: true }).click()
    await expect(trail(page)).toContainText(name)
  }
  await expect(page).toHaveURL(/division=330106109\d{3}/)
  await expect(page.getByText('100%', { exact: true })).toBeVisible()
  await expect(page.getByText('这里每个社区都有开放的设施。')).toBeVisible()
  await trail(page).getByRole('link', { name: '三墩镇' }).click()
  await expect(page.getByRole('region', { name: '未达到的社区' })).toContainText(gap)
  await expect(page.getByRole('region', { name: '未达到的社区' }).getByText(covered, { exact: true })).toHaveCount(0)
})

test('the definition and the day stay in the address', async ({ page, request }) => {
  await openStation(request)
  await signIn(page, `/coverage?division=${township}`)
  await page.getByRole('radio', { name: '设施可覆盖的社区占比' }).click()
  await expect(page).toHaveURL(/definition=community_reach/)
  await page.goto(`/coverage?division=${township}&as_of=2019-12-31`)
  await expect(page.getByText('0%', { exact: true }).first()).toBeVisible()
  await expect(page.getByLabel('截至')).toHaveValue('2019-12-31')
  await page.reload()
  await expect(trail(page)).toContainText('三墩镇')
})

test('the uncovered communities are saved as a file', async ({ page, request }) => {
  const { gap } = await openStation(request)
  await signIn(page, `/coverage?division=${township}`)
  await page.getByRole('button', { name: '导出' }).click()
  const saved = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: '导出 CSV' }).click()
  const stream = await (await saved).createReadStream()
  let text = ''
  for await (const piece of stream) text += String(piece)
  expect(text).toContain(gap)
})

test('the overview counts facilities and shows published figures apart', async ({ page, request }) => {
  await openStation(request)
  await signIn(page, `/dashboard?division=${xihu}`)
  await expect(page.getByRole('region', { name: '本平台统计' }).getByRole('heading', { name: '开放设施', exact: true })).toBeVisible()
  await expect(page.getByRole('region', { name: '公布数据' }).first()).toContainText('82,082 处')
  await expect(page.getByText('非本平台统计')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('figure', { name: /下级区划/ }).getByText('表格', { exact: true }).click()
  await page.getByRole('link', { name: '三墩镇' }).click()
  await expect(trail(page)).toContainText('三墩镇')
})

test('the overview and the explorer speak English', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('fourthirty.language', 'en'))
  await signIn(page, `/coverage?division=${xihu}&definition=area_per_100_households`)
  await expect(page.getByRole('heading', { name: 'Coverage', level: 1 })).toBeVisible()
  await expect(page.getByText('households of these communities / 100')).toBeVisible()
  await expectAccessible(page)
  await page.goto(`/dashboard?division=${xihu}`)
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Published figures' })).toBeVisible()
  await expectAccessible(page)
})
