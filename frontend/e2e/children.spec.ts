import { choose, expect, expectAccessible, press, signIn, test } from './test'

const surname = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜'
const letters = '安邦成达恩方光海建康乐民宁平庆荣胜泰文祥雅远正志中'

// Children of other tests are named alike only by chance.
const any = (of: string) => of[Math.floor(Math.random() * of.length)] ?? ''

test('a child is entered with its guardian and consent, found again, and asked about when it comes twice', async ({ page }) => {
  const name = any(surname) + any(letters) + any(letters)
  await signIn(page, '/children')
  await page.getByRole('button', { name: '登记儿童' }).first().click()
  await page.getByRole('button', { name: /保\s*存/ }).click()
  await expect(page.getByText('请填写。').first()).toBeVisible()
  await page.getByLabel('姓名').first().fill(name)
  await page.getByLabel('女').check()
  await page.getByLabel('出生日期').fill('2017-04-12')
  await page.keyboard.press('Enter')
  await choose(page.getByLabel('所在街道或社区'), '转塘社区', 'zhuantang')
  await page.getByLabel('特殊需要').fill('花生过敏')
  await page.getByLabel('姓名').nth(1).fill('王母')
  await choose(page.getByLabel('与儿童关系'), '母亲')
  await page.getByLabel('电话').fill('13800138000')
  await expectAccessible(page)
  await page.getByRole('button', { name: /保\s*存/ }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  await expect(page.getByText('138****8000')).toBeVisible()
  await expect(page.getByText('参加服务项目').first()).toBeVisible()
  await expect(page.getByText('花生过敏')).toBeHidden()
  await page.getByRole('button', { name: '显示完整信息' }).click()
  await expect(page.getByText('花生过敏')).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('button', { name: '添加监护人或接送人' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('姓名').fill('李父')
  await choose(dialog.getByLabel('与儿童关系'), '父亲')
  await dialog.getByLabel('禁止接触儿童').check()
  await dialog.getByLabel('依据').fill('人身安全保护令')
  await press(dialog, /保\s*存/)
  await expect(page.getByText('禁止接触：人身安全保护令').first()).toBeVisible()

  await page.goto('/children')
  await page.getByRole('searchbox').fill(name)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('link', { name }).first()).toBeVisible()
  await expectAccessible(page)

  await page.goto('/children/new')
  await page.getByLabel('姓名').first().fill(name)
  await page.getByLabel('女').check()
  await page.getByLabel('出生日期').fill('2017-04-12')
  await page.keyboard.press('Enter')
  await choose(page.getByLabel('所在街道或社区'), '转塘社区', 'zhuantang')
  await page.getByRole('button', { name: '移除' }).click()
  await page.getByRole('button', { name: /保\s*存/ }).click()
  await expect(page.getByText('是否为同一名儿童？')).toBeVisible()
  await expect(page.getByText('读音和出生日期相同').first()).toBeVisible()
})
