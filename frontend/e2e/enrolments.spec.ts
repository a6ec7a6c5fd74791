import { enter, openGroup } from './programme'
import { expect, expectAccessible, press, signIn, test, unique } from './test'

test('the last place is taken, the next child waits, and a freed place is offered and accepted', async ({ page, request }) => {
  const { call, group } = await openGroup(request, 1)
  const [first, second] = [await enter(call, unique('甲')), await enter(call, unique('乙'))]
  await signIn(page, `/cohorts/${group.id}/enrolments`)
  await expect(page.getByText('还没有人报名。')).toBeVisible()
  const ask = async (name: string) => {
    await page.getByRole('button', { name: '登记报名' }).first().click()
    const dialog = page.getByRole('dialog')
    await expect(async () => {
      await dialog.getByRole('combobox').fill(name)
      await page.locator('.ant-select-dropdown').getByText(name).first().click({ timeout: 5000 })
      await expect(dialog.locator('.ant-select-selection-item').filter({ hasText: name })).toBeVisible({ timeout: 2000 })
    }).toPass({ timeout: 30_000 })
    await dialog.getByText('登记报名').click() // closes the list
    await expect(page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)')).toHaveCount(0)
    await expectAccessible(page)
    await press(dialog, '提交报名')
  }
  const row = (name: string) => page.locator('tr, li.ft-card').filter({ hasText: name })
  await ask(first.name)
  await expect(row(first.name).getByText('已入班')).toBeVisible()
  await ask(second.name)
  await expect(row(second.name).getByText('排在第 1 位')).toBeVisible()
  await expect(page.getByText('候补 1 人')).toBeVisible()
  await expectAccessible(page)

  await row(first.name).getByRole('button', { name: /退\s*出/ }).click()
  await press(page.getByRole('dialog'), /退\s*出/)
  await expect(row(second.name).getByText('待确认')).toBeVisible()
  await row(second.name).getByRole('button', { name: /接\s*受/ }).click()
  await press(page.getByRole('dialog'), /接\s*受/)
  await expect(row(second.name).getByText('已入班')).toBeVisible()
  await expect(page.getByText('候补 0 人')).toBeVisible()
})
