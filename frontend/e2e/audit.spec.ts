import { asAdministrator, choose, expect, expectAccessible, signIn, test, unique, type Account } from './test'

type Post = Awaited<ReturnType<typeof asAdministrator>>

async function auditor(post: Post): Promise<Account> {
  const account = { login: unique('auditor').toLowerCase(), password: 'lanterns over the river' }
  const { id } = await post('/users', { ...account, name: '审计员', division: '330106000000' })
  await post(`/users/${id}/grants`, { role: 'auditor', division: '330106000000' })
  return account
}

const organisation = (name: string) => ({ name, kind: 'social_service', division: '330106010000' })

test('an auditor follows a record to its history and verifies the chain', async ({ page, request }) => {
  const post = await asAdministrator(request)
  const name = unique('西溪社工站')
  await post('/organisations', organisation(name))
  await signIn(page, '/events', await auditor(post))
  await expect(page.getByRole('heading', { level: 1, name: '操作记录' })).toBeVisible()
  await choose(page.getByLabel('对象'), '机构')
  await page.getByLabel('操作人登录名').fill('e2e.admin')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/subject=organisation/)
  await expect(page.getByText(name)).toBeVisible()
  await expectAccessible(page)
  await page.locator('main').locator('li, tr').filter({ hasText: name }).getByRole('link', { name: '机构' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(page.getByText('新建机构')).toBeVisible()
  await expect(page.getByRole('definition').filter({ hasText: '社会服务机构' })).toBeVisible()

  await page.goto('/events')
  await page.getByRole('button', { name: '开始校验' }).click()
  await expect(page.getByText('操作记录完整，没有发现问题。')).toBeVisible({ timeout: 30_000 })
  const noted = (await page.getByRole('status').locator('.ant-typography').innerText()).trim()
  expect(noted).toMatch(/^[0-9a-f]{64}$/)
  await expectAccessible(page)
  await post('/organisations', organisation(unique('西溪社工站')))
  await page.getByLabel('以前抄存的末端校验值（可不填）').fill(noted)
  await page.getByRole('button', { name: '开始校验' }).click()
  await expect(page.getByText('末尾没有被截去。').last()).toBeVisible()
  await page.getByLabel('以前抄存的末端校验值（可不填）').fill('0'.repeat(64))
  await page.getByRole('button', { name: '开始校验' }).click()
  await expect(page.getByText('抄存的校验值不在记录链中')).toBeVisible()
})

test('in English an auditor reads and verifies too, and changes nothing', async ({ page, request }) => {
  const post = await asAdministrator(request)
  const account = await auditor(post)
  await page.addInitScript(() => localStorage.setItem('fourthirty.language', 'en'))
  await signIn(page, '/events', account)
  await page.getByRole('button', { name: 'Verify now' }).click()
  await expect(page.getByText('The log is complete')).toBeVisible({ timeout: 30_000 })
  await expectAccessible(page)
  await page.goto('/users')
  await expect(page.getByRole('heading', { level: 1, name: 'Users and grants' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'New user' })).toHaveCount(0)
  await expectAccessible(page)
})
