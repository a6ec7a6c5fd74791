// Takes pictures of pages at desk and phone width in both languages:
//   SHOTS_LOGIN=name SHOTS_PASSWORD=... npm run shots -- [--base URL] [--out folder] /facilities /coverage ...
// Without SHOTS_LOGIN only pages that need no sign-in can be seen. Ends with 1 when the console showed an error.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { launchOptions } from './chromium.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    base: { type: 'string', default: process.env.E2E_BASE_URL ?? 'http://127.0.0.1:4300' },
    out: { type: 'string', default: 'shots' },
    full: { type: 'boolean', default: true },
  },
})
const widths = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } }
const { SHOTS_LOGIN: login, SHOTS_PASSWORD: password } = process.env
let errors = 0

mkdirSync(values.out, { recursive: true })
const browser = await chromium.launch(launchOptions())
for (const language of ['zh-CN', 'en']) {
  const state = await signIn(language)
  for (const [name, viewport] of Object.entries(widths)) await shoot(name, { viewport, storageState: state, locale: language })
}
await browser.close()
process.exit(errors ? 1 : 0)

async function signIn(locale) {
  const context = await browser.newContext({ locale })
  const page = await context.newPage()
  await page.goto(`${values.base}/login`)
  await page.evaluate((text) => localStorage.setItem('fourthirty.language', text), locale)
  if (login) {
    await page.reload()
    await page.locator('#login').fill(login)
    await page.locator('#password').fill(password ?? '')
    await page.locator('button[type=submit]').click()
    await page.waitForURL((url) => url.pathname !== '/login')
  }
  const state = await context.storageState()
  await context.close()
  return state
}

// One page for all addresses: the refresh token changes with every use.
async function shoot(width, options) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  page.on('console', (message) => message.type() === 'error' && complain(page, message.text()))
  page.on('pageerror', (error) => complain(page, error.message))
  for (const path of positionals) {
    await page.goto(values.base + path)
    await page.waitForLoadState('networkidle')
    await page.waitForTimeout(300)
    const file = `${path.replace(/^\//, '').replace(/[^\w-]+/g, '_') || 'home'}-${width}-${options.locale}.png`
    await page.screenshot({ path: join(values.out, file), fullPage: values.full })
    console.log(join(values.out, file))
  }
  options.storageState.cookies = (await context.storageState()).cookies
  await context.close()
}

function complain(page, text) {
  errors++
  console.error(`${page.url()}: ${text}`)
}
