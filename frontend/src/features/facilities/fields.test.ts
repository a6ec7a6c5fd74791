import { expect, test } from 'vitest'
import { changed, cleaned, patchOf, type Fields } from './fields'

const before: Fields = { name: '转塘站', division: '330106010006', kind: 'service_station', notes: '旧', point: { latitude: 30, longitude: 120, datum: 'wgs84' } }

test('a patch holds what changed, and null for what was emptied', () => {
  expect(patchOf(before, { ...before, name: '新名', notes: '', floor_area_m2: 120 })).toEqual({ name: '新名', notes: null, floor_area_m2: 120 })
})

test('the same point written in another order is no change', () => {
  expect(changed(before, { ...before, point: { datum: 'wgs84', longitude: 120, latitude: 30 } })).toEqual([])
})

test('an emptied point is taken away', () => {
  expect(patchOf(before, { ...before, point: { datum: 'wgs84' } as NonNullable<Fields['point']> })).toEqual({ point: null })
})

test('what another choice has hidden is not sent', () => {
  expect(cleaned({ kind: 'service_station', host_id: 'x', status: 'planned', opened_on: '2024-01-01' })).toEqual({ kind: 'service_station', status: 'planned' })
})
