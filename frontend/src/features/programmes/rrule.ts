/** The days of a week as RFC 5545 names them, Monday first. */
export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

export type Weekday = (typeof weekdays)[number]

/** Week is a rule that a week picker can show: on these weekdays, every so many weeks. */
export interface Week {
  days: Weekday[]
  interval: number
}

/** ruleOf writes a choice of weekdays as a rule. */
export function ruleOf({ days, interval }: Week): string {
  const ordered = weekdays.filter((day) => days.includes(day))
  return `FREQ=WEEKLY${interval > 1 ? `;INTERVAL=${interval}` : ''};BYDAY=${ordered.join(',')}`
}

/** weekOf reads a rule as a choice of weekdays; undefined when it says more than that. */
export function weekOf(rule: string): Week | undefined {
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string]))
  const days = (parts.get('BYDAY') ?? '').split(',')
  const known = new Set(['FREQ', 'INTERVAL', 'BYDAY'])
  if (parts.get('FREQ') !== 'WEEKLY' || [...parts.keys()].some((part) => !known.has(part))) return undefined
  if (!days.every((day): day is Weekday => weekdays.some((known) => known === day))) return undefined
  return { days, interval: Number(parts.get('INTERVAL') ?? 1) }
}

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** minutesBetween is how long it is from one time of a day to another; past midnight counts on. */
export function minutesBetween(starts: string, ends: string): number {
  return (minutes(ends) - minutes(starts) + 1440) % 1440
}

/** endOf is the time of day so many minutes after another. */
export function endOf(starts: string, length: number): string {
  const all = (minutes(starts) + length) % 1440
  return `${String(Math.floor(all / 60)).padStart(2, '0')}:${String(all % 60).padStart(2, '0')}`
}
