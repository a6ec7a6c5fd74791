import { expect, expectAccessible, signIn, test } from './test'

test('the keyboard skips to the content', async ({ page }) => {
  await signIn(page, '/nowhere')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: '跳到主要内容' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
})

test('the password can be changed from the menu of the account', async ({ page }) => {
  await signIn(page, '/nowhere')
  await page.getByRole('button', { name: /^账号/ }).click()
  await page.getByRole('menuitem', { name: '修改密码' }).click()
  const dialog = page.getByRole('dialog', { name: '修改密码' })
  await dialog.getByLabel('当前密码').fill('not my password')
  await dialog.getByLabel('新密码', { exact: true }).fill('lanterns over the river')
  await dialog.getByLabel('再次输入新密码').fill('lanterns over the river')
  await dialog.getByRole('button', { name: '修改密码' }).click()
  await expect(dialog.getByText('当前密码不正确。')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('without a network a banner says so', async ({ page, context }) => {
  await signIn(page, '/nowhere')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await context.setOffline(true)
  await expect(page.getByText('当前没有网络')).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByText('当前没有网络')).toBeHidden()
})

test('the navigation stands beside the page, on a phone in a drawer', async ({ page, viewport }) => {
  await signIn(page, '/nowhere')
  if (viewport!.width > 767) {
    await expect(page.getByRole('complementary')).toBeVisible()
    return
  }
  await page.getByRole('button', { name: '菜单' }).click()
  const drawer = page.getByRole('dialog', { name: '四点半' })
  await expect(drawer).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
})

test('the documentation of the API is readable without the internet', async ({ page }) => {
  await page.goto('/docs')
  await expect(page.getByRole('heading', { name: /Fourthirty/ }).first()).toBeVisible()
  await expect(page.getByText('/auth/login').first()).toBeVisible()
})

test('pages of the administration are in English as well', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('fourthirty.language', 'en'))
  await signIn(page, '/users')
  for (const [path, title] of [['/users', 'Users and grants'], ['/imports', 'Imports'], ['/divisions/330106010000', '转塘街道']] as const) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
    await expect(page.locator('.ant-skeleton')).toHaveCount(0)
    // Only names of places and people are Chinese.
    await expect(page.getByRole('main').locator('thead th, dt, label, [role=tab]').filter({ hasText: /\p{Script=Han}/u })).toHaveCount(0)
    await expectAccessible(page)
  }
})
