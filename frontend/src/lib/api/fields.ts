import { problemOf } from './problem'

/** A place in a form as antd names it: "spaces.0.capacity" is ["spaces", 0, "capacity"]. */
export type FieldPath = (string | number)[]

/** What antd's form.setFields takes. */
export interface FieldMessage {
  name: FieldPath
  errors: string[]
}

/** fieldPath turns the API's field name into a form's. */
export function fieldPath(field: string): FieldPath {
  return field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

/** fieldErrors gathers a problem's messages by field, for antd's form.setFields. */
export function fieldErrors(error: unknown): FieldMessage[] {
  const byField = new Map<string, string[]>()
  for (const { field, message } of problemOf(error).errors) {
    byField.set(field, [...(byField.get(field) ?? []), message])
  }
  return [...byField].map(([field, errors]) => ({ name: fieldPath(field), errors }))
}
