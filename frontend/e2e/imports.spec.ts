import { expect, expectAccessible, signIn, test, unique } from './test'

const head = '设施编号,设施名称,区划代码,设施类型,状态,开放日期,建筑面积（平方米）\n'

const csv = (name: string, content: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(content) })

test('a file with mistakes is checked, corrected, and imported', async ({ page }) => {
  const code = unique('I')
  const good = `${code}-1,转塘社区服务站${code},330106109001,服务站,开放,2020-03-01,520\n`
  await signIn(page, '/imports')
  await page.getByRole('button', { name: '导入设施' }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: '导入设施' })).toBeVisible()
  await expectAccessible(page)
  const template = page.waitForEvent('download')
  await page.getByRole('button', { name: '下载 Excel 模板' }).click()
  expect((await template).suggestedFilename()).toBe('facilities-template.xlsx')

  await page.locator('input[type=file]').setInputFiles(csv('设施.csv', `${head}${good}${code}-2,,330106109099,图书馆,开放,昨天,很大\n`))
  await page.getByRole('button', { name: '检查文件' }).click()
  await expect(page.getByText('1 行需要更正，另有 1 行可以导入')).toBeVisible()
  await expect(page.getByText('第 3 行').first()).toBeVisible()
  await expect(page.getByText('不是有效日期，请按 2020-03-01 的格式填写。')).toBeVisible()
  await expect(page.getByText(/只能取以下值：指导中心/)).toBeVisible()
  await expectAccessible(page)
  const refused = page.waitForEvent('download')
  await page.getByRole('button', { name: '下载需更正的行（Excel）' }).click()
  expect((await refused).suggestedFilename()).toBe('facilities-to-correct.xlsx')

  await page.getByRole('button', { name: '选择更正后的文件' }).click()
  await page.locator('input[type=file]').setInputFiles(csv('设施2.csv', `${head}${good}${code}-2,横桥图书角${code},330106109001,服务站,开放,2021-05-01,80.5\n`))
  await page.getByRole('button', { name: '检查文件' }).click()
  await expect(page.getByText('检查通过，可以导入 2 行')).toBeVisible()
  await page.getByRole('button', { name: '导入 2 行' }).click()
  await expect(page.getByText('导入完成')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: '查看设施列表' }).click()
  await expect(page).toHaveURL(/\/facilities$/)

  await page.goto('/imports')
  await expect(page.getByText('已导入').first()).toBeVisible()
  await expectAccessible(page)
})

test('a file that is no table is refused with advice', async ({ page }) => {
  await signIn(page, '/imports/new')
  await page.locator('input[type=file]').setInputFiles({ name: '旧表.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('d0cf11e0a1b11ae1', 'hex') })
  await page.getByRole('button', { name: '检查文件' }).click()
  await expect(page.getByText('这是旧版 Excel 文件（.xls）或带密码的文件，请另存为不带密码的 XLSX。')).toBeVisible()
  await page.locator('input[type=file]').setInputFiles(csv('缺列.csv', '名称,备注\n一站,无\n'))
  await page.getByRole('button', { name: '检查文件' }).click()
  await expect(page.getByText(/首行缺少以下列/)).toBeVisible()
  await expectAccessible(page)
})
