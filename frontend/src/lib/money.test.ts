import { expect, test } from 'vitest'
import { formatMoney, parseYuan, yuanText } from './money'

test('fen become yuan exactly, however large', () => {
  expect([0, 5, 123456, -7, 9007199254740991, 123456789012345678n].map(yuanText)).toEqual([
    '0.00',
    '0.05',
    '1234.56',
    '-0.07',
    '90071992547409.91',
    '1234567890123456.78',
  ])
})

test('yuan become fen, and anything else becomes nothing', () => {
  const read = ['0', '0.29', '1,234.5', '-3.10', '-0', '1.005', '', 'abc', '1e5', '99999999999999999'].map(parseYuan)
  expect(read).toEqual([0, 29, 123450, -310, 0, undefined, undefined, undefined, undefined, undefined])
})

test('people read amounts in their language', () => {
  expect(formatMoney(123456, 'zh-CN')).toBe('¥1,234.56')
  expect(formatMoney(123456, 'en')).toBe('¥1,234.56')
  expect(formatMoney(1234567890, 'zh-CN', true)).toBe('¥1234.57万')
  expect(formatMoney(1234567890, 'en', true)).toBe('¥12.35M')
})
