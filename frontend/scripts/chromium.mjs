import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const named = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const fixed = ['/usr/bin/chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']

/** findChromium answers the path of a browser on this machine; undefined means Playwright's own. */
export function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH
  return fixed.find((path) => existsSync(path)) ?? named.map(which).find(Boolean)
}

function which(name) {
  try {
    return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}

/** launchOptions starts that browser; Chromium refuses its sandbox to root. */
export function launchOptions() {
  const executablePath = findChromium()
  const root = process.getuid?.() === 0
  return { ...(executablePath && { executablePath }), args: root ? ['--no-sandbox'] : [] }
}
