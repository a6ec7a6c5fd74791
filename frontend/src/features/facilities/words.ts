import type { FacilityCommand, FacilityKind, FacilityStatus } from '@/client'

/** The kinds in the order of their level. */
export const kinds: FacilityKind[] = ['guidance_centre', 'service_centre', 'service_station', 'childrens_home']

/** The statuses in the order of a facility's life. */
export const statuses: FacilityStatus[] = ['planned', 'building', 'open', 'suspended', 'closed']

/** The colour of each status, always beside its word. */
export const statusColors: Record<FacilityStatus, string> = { planned: 'default', building: 'blue', open: 'green', suspended: 'orange', closed: 'default' }

/** What a facility may have for people with disabilities and families, as the API names it. */
export const accessibility = ['ramp', 'lift', 'accessible_toilet', 'tactile_paving', 'nursing_room', 'wheelchair', 'sign_language', 'accessible_parking']

/** commandsOf lists what may be done with a facility of a status, the expected step first. */
export const commandsOf: Record<FacilityStatus, FacilityCommand[]> = {
  planned: ['build', 'open', 'cancel'],
  building: ['open', 'cancel'],
  open: ['suspend', 'close'],
  suspended: ['resume', 'close'],
  closed: [],
}

/** The commands that others will notice, and that need a reason. */
export const grave: FacilityCommand[] = ['suspend', 'close', 'cancel']
