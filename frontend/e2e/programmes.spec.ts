import type { Page } from '@playwright/test'
import { asAdministrator, choose, expect, expectAccessible, signIn, test, unique } from './test'

const community = '330106010006' // 转塘社区

const inDays = (days: number) => new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Shanghai' }).format(new Date(Date.now() + days * 86_400_000))

async function fill(page: Page, label: string, day: string) {
  const field = page.getByRole('dialog').getByLabel(label)
  await field.fill(day)
  await field.press('Enter')
}

test('a programme is set up step by step, published, and one of its sessions is cancelled in the calendar', async ({ page, request }) => {
  const post = await asAdministrator(request)
  const name = unique('转塘服务站')
  const facility = await post('/facilities', { name, division: community, kind: 'service_station', status: 'open', opened_on: '2024-03-01', confirm: ['possible_duplicate'] })
  await post(`/facilities/${facility.id}/spaces`, { name: '多功能教室', kind: 'classroom' })
  await signIn(page, '/programmes')
  await page.getByRole('button', { name: '新建服务项目' }).first().click()
  await choose(page.getByLabel('所在设施'), name, name)
  await choose(page.getByLabel('类型'), '四点半课堂')
  await expect(page.getByLabel('项目名称')).toHaveValue('四点半课堂')
  await expectAccessible(page)
  await page.getByRole('button', { name: '保存，下一步' }).click()

  await page.getByRole('region', { name: '开设步骤' }).getByRole('button', { name: '添加班次' }).click()
  await fill(page, '第一天', inDays(0))
  await fill(page, '最后一天', inDays(60))
  await choose(page.getByRole('dialog').getByLabel('房间'), '多功能教室')
  await page.getByRole('dialog').getByRole('button', { name: /保\s*存/ }).click()

  const drawer = page.getByRole('dialog', { name: '添加上课时间' })
  await expect(drawer.getByText(/共 \d+ 场/)).toBeVisible()
  await drawer.getByLabel('不看校历').check()
  for (const day of ['周六', '周日']) await drawer.getByLabel(day).check()
  await expect(drawer.getByText(/共 6\d 场/)).toBeVisible() // every day
  await expectAccessible(page)
  await drawer.getByRole('button', { name: '保存并生成场次' }).click()
  await expect(page.getByText('多功能教室').first()).toBeVisible()

  await page.getByRole('button', { name: '先发布并开放报名' }).click()
  await expect(page.getByText('报名中').first()).toBeVisible()
  await expect(page.getByRole('region', { name: '开设步骤' })).toBeHidden()
  await expectAccessible(page)

  await page.goto(`/timetable?facility=${facility.id}&day=${inDays(7)}`)
  await page.getByRole('button', { name: /四点半课堂/ }).first().click()
  const session = page.getByRole('dialog')
  await expectAccessible(page)
  await session.getByRole('button', { name: /^取消/ }).click()
  await page.getByLabel('原因').fill('台风停课')
  await page.getByRole('button', { name: '取消该场' }).click()
  await expect(page.getByRole('button', { name: /已取消/ })).toBeVisible()
  await page.getByText('按房间', { exact: true }).click()
  await expect(page.getByRole('heading', { name: '多功能教室' })).toBeVisible()
  await expectAccessible(page)
})
