import { expect, test } from 'vitest'
import type { Verdict } from '@/client'
import { joined } from './verify'

const stretch = (more: Partial<Verdict>): Verdict => ({ sealed: 2, length: 4, unsealed: 0, head: 'aa', breaches: [], complete: false, intact: true, ...more })

test('a breach in any stretch breaks the whole', () => {
  const breach = { position: 1, kind: 'changed' as const }
  expect(joined(stretch({ breaches: [breach], intact: false }), stretch({ sealed: 4, head: 'bb', complete: true }))).toEqual(
    stretch({ sealed: 4, head: 'bb', complete: true, breaches: [breach], intact: false }),
  )
})

test('a noted hash found in the first stretch is found in the whole', () => {
  expect(joined(stretch({ anchored: true }), stretch({ sealed: 4, complete: true }))).toEqual(stretch({ sealed: 4, complete: true, anchored: true }))
})

test('a noted hash found nowhere breaks the whole, though only at its end', () => {
  const half = joined(stretch({ anchored: false }), stretch({ anchored: false }))
  expect([half.intact, joined(half, stretch({ complete: true, anchored: false, intact: false })).intact]).toEqual([true, false])
})
