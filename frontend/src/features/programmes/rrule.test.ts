import { expect, test } from 'vitest'
import { endOf, minutesBetween, ruleOf, weekOf } from './rrule'

test('a choice of weekdays is written as a rule and read again', () => {
  const rule = ruleOf({ days: ['FR', 'MO'], interval: 2 })
  expect(rule).toBe('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR')
  expect(weekOf(rule)).toEqual({ days: ['MO', 'FR'], interval: 2 })
  expect(ruleOf({ days: ['SU'], interval: 1 })).toBe('FREQ=WEEKLY;BYDAY=SU')
})

test('a rule that says more than weekdays is left as it is', () => {
  for (const rule of ['FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=1MO', 'FREQ=WEEKLY;BYDAY=MO;COUNT=3', 'FREQ=WEEKLY', 'FREQ=MONTHLY;BYDAY=MO']) expect(weekOf(rule)).toBeUndefined()
})

test('the length of a session and its end belong together', () => {
  expect(minutesBetween('16:30', '18:00')).toBe(90)
  expect(minutesBetween('23:30', '00:15')).toBe(45)
  expect(endOf('16:30', 90)).toBe('18:00')
  expect(endOf('23:30', 45)).toBe('00:15')
})
