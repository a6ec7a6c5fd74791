import type { Allocation, Cohort, Phase, Programme, ProgrammeInput } from '@/client'

/** The kinds of programme, the most frequent first. */
export const kinds: Programme['kind'][] = [
  'four_thirty_class', 'mental_health_class', 'parent_child_room', 'early_childhood_guidance', 'family_education', 'reading_room', 'lecture', 'interest_group', 'holiday_camp',
]

/** For whom each kind usually is, in years; a person may change it. */
export const usualAges: Record<Programme['kind'], [number, number]> = {
  four_thirty_class: [6, 12],
  mental_health_class: [6, 17],
  parent_child_room: [0, 6],
  early_childhood_guidance: [0, 3],
  family_education: [0, 17],
  reading_room: [3, 17],
  lecture: [0, 17],
  interest_group: [6, 17],
  holiday_camp: [6, 14],
}

/** The statuses in the order of a programme's life, with their colours. */
export const statusColors: Record<Programme['status'], string> = { draft: 'default', published: 'green', archived: 'default' }

/** The phases in the order of a group's life, with their colours. */
export const phaseColors: Record<Phase, string> = { draft: 'default', open: 'blue', running: 'green', finished: 'default', archived: 'default' }

/** The ways of giving places. */
export const allocations: Allocation[] = ['first_come', 'priority', 'ranked', 'lottery']

/** What may be done with a programme of a status. */
export const programmeCommands: Record<Programme['status'], ('publish' | 'archive')[]> = { draft: ['publish', 'archive'], published: ['archive'], archived: [] }

/** What may be done with a group in a phase, the expected step first. */
export const cohortCommands: Record<Phase, ('open' | 'start' | 'finish' | 'archive')[]> = {
  draft: ['open', 'archive'],
  open: ['start', 'finish'],
  running: ['finish'],
  finished: ['archive'],
  archived: [],
}

/** mayChange holds while a group can still be changed. */
export const mayChange = (cohort: Cohort) => cohort.phase !== 'finished' && cohort.phase !== 'archived'

/** programmeInput is a programme as a person filled it in. */
export const programmeInput = ({ facility_id, provider_id, kind, name, description, age_min, age_max, fee_rule, fee_fen }: Programme): ProgrammeInput => ({
  facility_id, kind, name, age_min, age_max, fee_rule,
  ...(provider_id && { provider_id }), ...(description && { description }), ...(fee_fen > 0 && { fee_fen }),
})
