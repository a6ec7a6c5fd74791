import { expect, test } from 'vitest'
import { codeOf } from './code'

test('a code is proposed in small letters, digits and underscores', () => {
  expect([codeOf('Letter, facilities (2025)'), codeOf('覆盖率')]).toEqual(['letter_facilities_2025', ''])
})
