import type { Page } from '@playwright/test'
import { asAdministrator, choose, expect, expectAccessible, signIn, test, unique } from './test'

const community = '330106010006' // 转塘社区

async function newStation(post: (path: string, data: object) => Promise<{ id: string }>): Promise<string> {
  const made = await post('/facilities', { name: unique('转塘儿童之友站'), division: community, kind: 'service_station', status: 'open', opened_on: '2024-03-01', confirm: ['possible_duplicate'] })
  return made.id
}

const save = (page: Page) => page.getByRole('dialog').getByRole('button', { name: /保\s*存/ }).click()

test('a room and a terminal in it are entered, and the room is retired and restored', async ({ page, request }) => {
  const id = await newStation(await asAdministrator(request))
  await signIn(page, `/facilities/${id}?tab=spaces`)
  await page.getByRole('button', { name: '添加房间' }).click()
  await save(page)
  await expect(page.getByText('请填写此项。').first()).toBeVisible()
  await page.getByLabel('名称').fill('阅览室')
  await choose(page.getByRole('dialog').getByLabel('类型'), '阅览室')
  await page.getByLabel('容纳人数').fill('30')
  await page.getByLabel('最小年龄（岁）').fill('12')
  await page.getByLabel('最大年龄（岁）').fill('6')
  await expectAccessible(page)
  await save(page)
  await expect(page.getByText('年龄上限不能低于')).toBeVisible() // the server's word at the field
  await page.getByLabel('最小年龄（岁）').fill('3')
  await page.getByLabel('最大年龄（岁）').fill('12')
  await save(page)
  await expect(page.getByText('3–12 岁')).toBeVisible()
  await page.getByRole('button', { name: '停用: 阅览室' }).click()
  await page.getByRole('tooltip').getByRole('button', { name: /停\s*用/ }).click()
  await expect(page.getByText('3–12 岁')).toBeHidden()
  await page.getByLabel('同时显示已停用的').check()
  await page.getByRole('button', { name: '恢复使用: 阅览室' }).click()
  await expect(page.getByRole('button', { name: '停用: 阅览室' })).toBeVisible()

  await page.getByRole('tab', { name: '上网终端' }).click()
  await page.getByRole('button', { name: '添加终端' }).click()
  await page.getByLabel('编号或名称').fill('01')
  await choose(page.getByRole('dialog').getByLabel('类型'), '电脑')
  await choose(page.getByRole('dialog').getByLabel('所在房间'), '阅览室')
  await save(page)
  await expect(page.getByText('未安装')).toBeVisible()
  await expectAccessible(page)
})

test('a safety inspection is planned, and its result recorded', async ({ page, request }) => {
  const id = await newStation(await asAdministrator(request))
  await signIn(page, `/facilities/${id}?tab=inspections`)
  await page.getByRole('button', { name: '安排或登记检查' }).click()
  await choose(page.getByRole('dialog').getByLabel('类型'), '消防')
  await page.getByLabel('应检日期').fill('2026-01-05')
  await page.getByLabel('应检日期').press('Enter')
  await save(page)
  await expect(page.getByText('已逾期')).toBeVisible()
  await page.getByRole('button', { name: /^修改: 消防/ }).click()
  await page.getByLabel('完成日期').fill('2026-01-04')
  await page.getByLabel('完成日期').press('Enter')
  await page.getByRole('dialog').getByText('不合格', { exact: true }).click()
  await save(page)
  await expect(page.getByText('未合格时请写明发现的问题。')).toBeVisible()
  await page.getByLabel('发现的问题').fill('灭火器过期')
  await save(page)
  await expect(page.getByText('灭火器过期')).toBeVisible()
  await expect(page.getByText('已逾期')).toBeHidden()
  await expectAccessible(page)
})

test('opening hours are set for the week, public holidays and a special day, and the week shows them', async ({ page, request }) => {
  const id = await newStation(await asAdministrator(request))
  await signIn(page, `/facilities/${id}?tab=opening`)
  await page.getByRole('button', { name: '设置开放时间' }).click()
  const week = page.getByRole('region', { name: '平常一周' })
  await week.getByRole('button', { name: /添加时段/ }).click()
  await week.getByLabel('开门').fill('16:30')
  await week.getByLabel('关门').fill('16:00')
  await page.getByRole('region', { name: '法定节假日' }).getByRole('button', { name: /添加时段/ }).click()
  await expectAccessible(page)
  await save(page)
  await expect(page.getByText('结束时间应晚于开始时间。')).toBeVisible()
  await week.getByLabel('关门').fill('18:30')
  await save(page)
  await expect(page.getByText('16:30–18:30')).toHaveCount(5) // seven days, two of them a weekend
  await expectAccessible(page)
  await page.getByRole('button', { name: '修改开放时间' }).click()
  const special = page.getByRole('region', { name: '特殊日期' })
  await special.getByRole('button', { name: /添加时段/ }).click()
  const today = new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Shanghai' }).format(new Date())
  for (const label of ['自', '至']) {
    await special.getByLabel(label, { exact: true }).fill(today)
    await special.getByLabel(label, { exact: true }).press('Enter')
  }
  await special.getByLabel('不开放').check()
  await special.getByLabel('说明').fill('停电')
  await save(page)
  await expect(page.getByText('停电')).toBeVisible()
  await expect(page.getByText('现在不开放')).toBeVisible()
})
