import { expect, test } from 'vitest'
import { formatDate, formatTime } from './dates'

test('a business date is the same day everywhere', () => {
  expect(formatDate('2026-03-01', 'zh-CN')).toBe('2026年3月1日')
})

test('an instant shows the day and time of China', () => {
  expect(formatDate('2026-02-28T16:30:00Z', 'zh-CN')).toBe('2026年3月1日')
  expect(formatTime('2026-02-28T16:30:00Z', 'zh-CN')).toBe('2026年3月1日 00:30')
})
