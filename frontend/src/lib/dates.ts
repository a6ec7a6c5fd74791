const zone = 'Asia/Shanghai'

/** formatDate writes a business date ("2026-03-01") or the day of an instant in China. */
export function formatDate(value: string, language: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value)
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: day ? 'UTC' : zone }).format(new Date(value))
}

/** formatTime writes an instant, to the minute, as the clocks in China show it. */
export function formatTime(value: string, language: string): string {
  const options = { dateStyle: 'medium', timeStyle: 'short', timeZone: zone } as const
  return new Intl.DateTimeFormat(language, options).format(new Date(value))
}

/** today is the date in China, as "2026-03-01". */
export function today(): string {
  return new Intl.DateTimeFormat('sv', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date())
}

/** addDays is the date a number of days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}
