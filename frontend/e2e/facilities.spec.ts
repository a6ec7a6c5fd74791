import type { Locator, Page } from '@playwright/test'
import { asAdministrator, choose, expect, expectAccessible, signIn, test, unique } from './test'

const community = '330106010006' // 转塘社区
const station = (name: string) => ({ name, division: community, kind: 'service_station', status: 'open', opened_on: '2024-03-01', floor_area_m2: 300, confirm: ['possible_duplicate'] })

test('a facility is registered, built, opened, suspended and closed', async ({ page }) => {
  const name = unique('象山儿童服务站')
  await signIn(page, '/facilities/new')
  await page.getByRole('button', { name: /保\s*存/ }).click()
  await expect(page.getByText('请填写此项。').first()).toBeVisible()
  await page.getByLabel('名称').fill(name)
  await choose(page.getByLabel('类型'), '服务站')
  await choose(page.getByLabel('行政区划'), '浙江省 / 杭州市 / 西湖区 / 转塘街道', '象山社区')
  await page.getByLabel('建筑面积（m²）').fill('320')
  await page.getByLabel('活动面积（m²）').fill('400')
  await expectAccessible(page)
  await page.getByRole('button', { name: /保\s*存/ }).click()
  await expect(page.getByText('活动面积不能大于建筑面积。')).toBeVisible()
  await page.getByLabel('活动面积（m²）').fill('200')
  await page.getByRole('button', { name: /保\s*存/ }).click()
  const again = page.getByRole('dialog', { name: '请核对' })
  await expect(again.or(page.getByRole('heading', { level: 1, name }))).toBeVisible()
  if (await again.isVisible()) await again.getByRole('button', { name: '已核对，仍然保存' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expectAccessible(page)
  for (const [command, status, reason] of [['开工建设', '建设中', ''], ['开放', '开放', ''], ['暂停', '暂停', '暑期检修'], ['关闭', '已关闭', '房屋收回']] as const) {
    await page.getByRole('button', { name: command, exact: true }).or(page.getByRole('button', { name: new RegExp(`^${command[0]}\\s*${command[1]}$`) })).first().click()
    const dialog = page.getByRole('dialog', { name: command })
    if (reason) await dialog.getByLabel('原因').fill(reason)
    await dialog.locator('button[type=submit]').click()
    await expect(dialog).toBeHidden()
    await expect(page.getByRole('main').getByText(status, { exact: true }).first()).toBeVisible()
  }
  await page.getByRole('tab', { name: '操作记录' }).click()
  await expect(page.getByText('登记设施')).toBeVisible()
})

test('a second facility of nearly the same name asks before it is saved', async ({ page, request }) => {
  const name = unique('彩虹童心站')
  const post = await asAdministrator(request)
  await post('/facilities', station(name))
  await signIn(page, '/facilities/new')
  await page.getByLabel('名称').fill(name)
  await choose(page.getByLabel('类型'), '服务站')
  await choose(page.getByLabel('行政区划'), '转塘社区', community)
  await page.getByRole('button', { name: /保\s*存/ }).click()
  const dialog = page.getByRole('dialog', { name: '请核对' })
  await expect(dialog.getByRole('link', { name })).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: '返回修改' }).click()
  await expect(page.getByLabel('名称')).toHaveValue(name)
})

test('facilities are found by pinyin and filtered, and the filter stays in the address', async ({ page, request }) => {
  const post = await asAdministrator(request)
  const made = (await post('/facilities', station(unique('向日葵驿站')))) as { name: string }
  await signIn(page, '/facilities')
  await page.getByLabel('查找设施').fill('xiangrikui')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('link', { name: made.name })).toBeVisible()
  await expectAccessible(page)
  await page.reload()
  await expect(page.getByLabel('查找设施')).toHaveValue('xiangrikui')
  await expect(page.getByRole('link', { name: made.name })).toBeVisible()
})

test('the map shows facilities without the internet, and the list beside it leads to them', async ({ page, request }) => {
  const post = await asAdministrator(request)
  const name = unique('江边站')
  await post('/facilities', { ...station(name), point: { latitude: 30.15, longitude: 120.07 } })
  const border = [[120.05, 30.1], [120.09, 30.1], [120.09, 30.2], [120.05, 30.1]]
  await page.route('**/outlines.geojson', (route) => route.fulfill({ json: { type: 'Polygon', coordinates: [border] } }))
  await signIn(page, '/map?division=330106000000')
  const map = page.getByRole('img', { name: /设施分布图/ })
  await expect(map).toBeVisible()
  const picture = () => map.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
  const grey = () => map.evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
    return data.some((_, at) => at % 4 === 0 && data[at] === 0x8c && data[at + 1] === 0x96 && data[at + 2] === 0xa3)
  })
  await expect.poll(grey).toBe(true)
  const before = await picture()
  await map.press('+')
  await expect.poll(picture).not.toBe(before)
  await map.press('0')
  await expect.poll(picture).toBe(before)
  await pinch(page, map)
  await expect.poll(picture).not.toBe(before)
  await page.getByRole('button', { name: '放大' }).click()
  await expectAccessible(page)
  await page.getByText(/设施列表/).click()
  await page.getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
})

/** pinch spreads two fingers over an element, as a touch screen does. */
async function pinch(page: Page, element: Locator): Promise<void> {
  const box = (await element.boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 3]
  const fingers = (apart: number) => [{ x: x - apart, y, id: 1 }, { x: x + apart, y, id: 2 }]
  const touch = await page.context().newCDPSession(page)
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(20) })
  for (const apart of [40, 60, 80]) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(apart) })
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}
