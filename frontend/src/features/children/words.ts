import type { PeopleAbsence, PeoplePurpose, PeopleRelation } from '@/client'

export const absences: PeopleAbsence[] = ['not_registered', 'not_known', 'not_given']
export const relations: PeopleRelation[] = ['mother', 'father', 'grandparent', 'sibling', 'relative', 'foster', 'delegate', 'institution', 'other']
export const purposes: PeoplePurpose[] = ['programme', 'health', 'counselling', 'photo', 'case']

/** filled leaves out what was not filled in: the API takes an absent field as empty. */
export function filled<T extends object>(input: T): T {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== null && value !== '')) as T
}
