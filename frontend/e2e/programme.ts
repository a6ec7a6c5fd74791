import type { APIRequestContext } from '@playwright/test'
import { asAdministrator, unique, type Call } from './test'

/** A group that takes enrolments, in a facility of its own. */
export interface Group {
  id: string
  room: string
  facility: string
}

/** openGroup sets up a facility with a room and a published programme whose group takes enrolments. */
export async function openGroup(request: APIRequestContext, places: number): Promise<{ call: Call; group: Group; name: string }> {
  const call = await asAdministrator(request)
  const name = unique('四点半')
  const facility = await call('/facilities', { name: unique('转塘服务站'), division: '330106010000', kind: 'service_centre', status: 'open', opened_on: '2024-01-01', confirm: ['possible_duplicate'] })
  const room = await call(`/facilities/${facility.id}/spaces`, { name: '大教室', kind: 'classroom' })
  const programme = await call('/programmes', { facility_id: facility.id, kind: 'four_thirty_class', name, age_min: 0, age_max: 17 })
  const days = { first_day: china(0).day, last_day: china(60 * 24 * 30).day }
  const group = await call(`/programmes/${programme.id}/cohorts`, { name: '一班', places, space_id: room.id, ...days })
  await call(`/programmes/${programme.id}/commands/publish`, {}, { 'If-Match': '"1"' })
  await call(`/cohorts/${group.id}/commands/open`, {}, { 'If-Match': '"1"' })
  return { call, group: { id: group.id, room: room.id, facility: facility.id }, name }
}

/** enter registers a child with a mother who may pick it up and consented, and a father who is barred. */
export async function enter(call: Call, name: string): Promise<{ id: string; name: string }> {
  return call('/children', {
    division: '330106010000',
    name,
    sex: 'female',
    birth_date: '2018-05-01',
    identity_absent: 'not_given',
    guardians: [
      { name: '王母', phone: '13800138000', relation: 'mother', legal: true, may_pick_up: true, consents: ['programme'] },
      { name: '李父', relation: 'father', barred: true, barred_why: '人身安全保护令' },
    ],
    confirm: ['possible_duplicate_child'],
  })
}

/** china is the date and the time of day there, so many minutes from now. */
export function china(minutes: number): { day: string; time: string } {
  const text = new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' }).format(new Date(Date.now() + minutes * 60_000))
  return { day: text.slice(0, 10), time: text.slice(11, 16) }
}
