import type { ProgramSession } from '@/client'
import { addDays } from '@/lib/dates'
import { dayOf } from './time'

/** By what the columns of the calendar stand: days, rooms or leaders. */
export type By = 'day' | 'room' | 'leader'

/** A column of the calendar; key is a day, or the id of a room or a leader. */
export interface Lane {
  key: string
  name: string
  sessions: ProgramSession[]
}

/** dayLanes puts the sessions of a week into its seven days. */
export function dayLanes(sessions: ProgramSession[], monday: string): Lane[] {
  const days = [0, 1, 2, 3, 4, 5, 6].map((n) => addDays(monday, n))
  return days.map((key) => ({ key, name: key, sessions: sessions.filter(({ starts_at }) => dayOf(starts_at) === key) }))
}

/** roomLanes puts sessions into the rooms of a facility; a room without any stands there too. */
export function roomLanes(sessions: ProgramSession[], rooms: { id: string; name: string }[]): Lane[] {
  const gone = sessions.filter(({ space_id }) => !rooms.some(({ id }) => id === space_id)).map(({ space_id, space_name }) => ({ id: space_id, name: space_name ?? '' }))
  const all = [...rooms, ...gone.filter(({ id }, index) => gone.findIndex((other) => other.id === id) === index)]
  return all.map(({ id, name }) => ({ key: id, name, sessions: sessions.filter(({ space_id }) => space_id === id) }))
}

/** leaderLanes puts sessions to those who lead or help in them, and what nobody leads first. */
export function leaderLanes(sessions: ProgramSession[], nobody: string): Lane[] {
  const lanes = new Map<string, Lane>()
  for (const session of sessions) {
    const people = session.workers.length > 0 ? session.workers.map(({ worker_id, worker_name }) => ({ key: worker_id, name: worker_name ?? '' })) : [{ key: '', name: nobody }]
    for (const { key, name } of people) {
      const lane = lanes.get(key) ?? { key, name, sessions: [] }
      lane.sessions.push(session)
      lanes.set(key, lane)
    }
  }
  return [...lanes.values()].sort((a, b) => Number(b.key === '') - Number(a.key === '') || a.name.localeCompare(b.name))
}
