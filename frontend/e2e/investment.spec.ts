import { expect, expectAccessible, signIn, test, unique } from './test'

test('a project with two funding lines is registered, delivered, and stands in the sums', async ({ page, viewport }) => {
  const name = unique('社区服务设施建设')
  const county = viewport!.width > 767 ? '330110000000' : '330111000000'
  await signIn(page, `/investment?division=${county}`)
  await expect(page.getByText('还没有投资项目。')).toBeVisible()
  await page.getByRole('button', { name: '登记项目' }).first().click()
  const dialog = page.getByRole('dialog', { name: '登记项目' })
  await dialog.getByLabel('项目名称').fill(name)
  await dialog.getByLabel('行政区划').pressSequentially(county)
  await page.locator('.ant-select-item-option').first().click()
  await dialog.getByLabel('金额').fill('1000000')
  await dialog.getByRole('button', { name: '添加一笔资金' }).click()
  await dialog.getByLabel('金额').nth(1).fill('3200000')
  await expectAccessible(page)
  await dialog.locator('.ant-modal-footer .ant-btn-primary').click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  for (const command of ['批准', '开工', '交付']) {
    await page.getByRole('button', { name: new RegExp(`^${command[0]}\\s*${command[1]}$`) }).click()
    const step = page.getByRole('dialog', { name: command })
    if (command === '交付') await step.getByLabel('交付面积（m²）').fill('1400')
    await step.locator('button[type=submit]').click()
    await expect(step).toBeHidden()
  }
  await expect(page.getByText('已交付', { exact: true })).toBeVisible()
  await expectAccessible(page)
  await page.goto(`/investment?division=${county}`)
  await expect(page.getByRole('region', { name: '杠杆率' })).toContainText('3.2')
  await expect(page.getByRole('region', { name: '每平方米造价' })).toContainText('¥3,000.00')
  await expectAccessible(page)
})

test('a cost without area says that it is not defined', async ({ page }) => {
  await signIn(page, '/investment?division=460400000000')
  await expect(page.getByRole('region', { name: '每平方米造价' })).toContainText('无法计算')
})
