import { defineConfig } from '@playwright/test'
import { address } from './e2e/server'
import { launchOptions } from './scripts/chromium.mjs'

export default defineConfig({
  testDir: 'e2e',
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  retries: 1, // what passes only then is told as flaky
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['html', { open: 'never' }]],
  use: {
    baseURL: address,
    locale: 'zh-CN',
    timezoneId: 'America/New_York', // dates must be those of China wherever the browser is
    trace: process.env.E2E_TRACE ? 'on' : 'off', // recording slows every journey down
    screenshot: 'only-on-failure',
    launchOptions: launchOptions(),
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1280, height: 800 } } },
    { name: 'phone', use: { viewport: { width: 390, height: 844 }, hasTouch: true } },
  ],
  ...(process.env.E2E_BASE_URL
    ? {}
    : {
        webServer: {
          command: 'sh e2e/serve.sh',
          url: `${address}/readyz`,
          timeout: 120_000,
          gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
          stdout: 'pipe',
        },
      }),
})
