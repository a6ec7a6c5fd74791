import { expect, expectAccessible, signIn, test } from './test'

test('the school calendar of a town is set, and the country tells its public holidays', async ({ page }, info) => {
  const code = info.project.name === 'phone' ? '330106011000' : '330106010000' // a town for each screen
  await signIn(page, `/divisions/${code}`)
  await page.getByRole('tab', { name: '校历' }).click()
  await page.getByRole('button', { name: '设置本地校历' }).click()
  const entry = page.getByRole('group', { name: '第 1 项' })
  await entry.getByLabel('名称').fill('第一学期')
  for (const [label, day] of [['自', '2026-09-01'], ['至', '2026-08-01']] as const) {
    await entry.getByLabel(label, { exact: true }).fill(day)
    await entry.getByLabel(label, { exact: true }).press('Enter')
  }
  const save = page.getByRole('dialog').getByRole('button', { name: /保\s*存/ })
  await save.click()
  await expect(page.getByText('该日期不能早于')).toBeVisible()
  await entry.getByLabel('至', { exact: true }).fill('2027-01-20')
  await entry.getByLabel('至', { exact: true }).press('Enter')
  await expectAccessible(page)
  await save.click()
  await expect(page.getByRole('row', { name: /第一学期/ })).toBeVisible()
  await page.goto('/divisions/000000000000')
  await page.getByRole('tab', { name: '法定节假日' }).click()
  await expect(page.getByRole('row', { name: /2026年10月10日 调休上班 国庆节/ })).toBeVisible()
  await expectAccessible(page)
})
