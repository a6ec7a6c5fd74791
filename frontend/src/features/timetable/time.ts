const zone = 'Asia/Shanghai'

/** dayOf is the day of an instant in China, as "2026-11-23". */
export function dayOf(instant: string): string {
  return new Intl.DateTimeFormat('sv', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(instant))
}

/** clockOf is the time of day of an instant in China, as "16:30". */
export function clockOf(instant: string): string {
  return new Intl.DateTimeFormat('sv', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(new Date(instant))
}

/** minutesOf is how far into its day in China an instant lies. */
export function minutesOf(instant: string): number {
  const clock = clockOf(instant)
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
}

/** lengthOf is how many minutes lie between two instants. */
export const lengthOf = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 60_000)

/** mondayOf is the first day of the week of a day. */
export function mondayOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}
