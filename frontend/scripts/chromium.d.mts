/** findChromium answers the path of a browser on this machine; undefined means Playwright's own. */
export function findChromium(): string | undefined

/** launchOptions starts that browser; Chromium refuses its sandbox to root. */
export function launchOptions(): { executablePath?: string; args: string[] }
