import type { Facility, FacilityInput, FacilityPatch } from '@/client'

/** Fields are what a person fills in about a facility, as the form holds them. */
export type Fields = Partial<Omit<FacilityInput, 'confirm'>>

/** The fields in the order of the form. */
export const names = [
  'name', 'kind', 'host_id', 'division', 'address', 'code', 'point', 'floor_area_m2', 'activity_area_m2',
  'operator_id', 'contact_name', 'contact_phone', 'accessibility', 'notes',
] as const satisfies (keyof FacilityPatch & keyof Fields)[]

/** fieldsOf gives a facility as the form shows it. */
export function fieldsOf(facility: Facility): Fields {
  const fields: Record<string, unknown> = {}
  for (const name of names) {
    if (name !== 'point' && facility[name] !== undefined) fields[name] = facility[name]
  }
  if (facility.latitude !== undefined && facility.longitude !== undefined) {
    fields.point = { latitude: facility.latitude, longitude: facility.longitude, datum: 'wgs84' }
  }
  return fields as Fields
}

// What a form no longer shows, it must not send: antd keeps it when another choice hides it.
function hidden(name: string, { kind, status }: Fields): boolean {
  if (name === 'host_id') return kind !== 'childrens_home'
  if (name === 'opened_on') return status === 'planned' || status === 'building'
  if (name === 'closed_on') return status !== 'closed'
  return name === 'since' && (status === 'open' || status === 'closed')
}

/** cleaned leaves out what was left empty, and what the other choices rule out. */
export function cleaned(fields: Fields): Fields {
  const kept = Object.entries(fields).filter(([name, value]) => !hidden(name, fields) && filled(name === 'point' ? (value as Fields['point'])?.latitude ?? (value as Fields['point'])?.longitude : value))
  return Object.fromEntries(kept) as Fields
}

const filled = (value: unknown) => value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)

/** changed lists the fields in which two states of the form differ. */
export function changed(before: Fields, after: Fields): (typeof names)[number][] {
  const [a, b] = [cleaned(before), cleaned(after)]
  return names.filter((name) => JSON.stringify(a[name] ?? null, sorted) !== JSON.stringify(b[name] ?? null, sorted))
}

const sorted = (_: string, value: unknown) =>
  value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a.localeCompare(b))) : value

/** patchOf is the JSON Merge Patch that turns one state into the other: what was emptied is null. */
export function patchOf(before: Fields, after: Fields): FacilityPatch {
  const kept = cleaned(after)
  return Object.fromEntries(changed(before, after).map((name) => [name, kept[name] ?? null])) as FacilityPatch
}
