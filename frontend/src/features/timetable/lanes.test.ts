import { expect, test } from 'vitest'
import type { ProgramSession } from '@/client'
import { dayLanes, leaderLanes, roomLanes } from './lanes'
import { clockOf, dayOf, lengthOf, minutesOf, mondayOf } from './time'

const session = (id: string, starts_at: string, space_id: string, workers: string[]) =>
  ({ id, starts_at, space_id, space_name: space_id, workers: workers.map((worker_id) => ({ session_id: id, worker_id, worker_name: worker_id, role: 'leader' })) }) as unknown as ProgramSession

const sessions = [session('a', '2026-11-23T16:30:00Z', 'r1', ['li']), session('b', '2026-11-23T08:30:00Z', 'r9', []), session('c', '2026-11-29T15:59:00Z', 'r1', ['chen', 'li'])]

const shape = (lanes: { key: string; sessions: { id: string }[] }[]) => lanes.map(({ key, sessions }) => `${key}:${sessions.map(({ id }) => id).join('')}`)

test('a session stands on its day in China', () => {
  expect(shape(dayLanes(sessions, '2026-11-23'))).toEqual(['2026-11-23:b', '2026-11-24:a', '2026-11-25:', '2026-11-26:', '2026-11-27:', '2026-11-28:', '2026-11-29:c'])
})

test('every room has a column, one out of use when something is in it', () => {
  expect(shape(roomLanes(sessions, [{ id: 'r1', name: '1' }, { id: 'r2', name: '2' }]))).toEqual(['r1:ac', 'r2:', 'r9:b'])
})

test('what nobody leads comes first', () => {
  expect(shape(leaderLanes(sessions, '?'))).toEqual([':b', 'chen:c', 'li:ac'])
})

test('times are those of China', () => {
  expect([dayOf('2026-11-23T16:30:00Z'), clockOf('2026-11-23T16:30:00Z'), minutesOf('2026-11-23T16:30:00Z')]).toEqual(['2026-11-24', '00:30', 30])
  expect(lengthOf('2026-11-23T08:30:00Z', '2026-11-23T10:00:00Z')).toBe(90)
  expect([mondayOf('2026-11-23'), mondayOf('2026-11-29')]).toEqual(['2026-11-23', '2026-11-23'])
})
