import type { InvestmentSource, InvestmentStatus } from '@/client'

/** The sources of money in the order of the programme. */
export const sources: InvestmentSource[] = ['central', 'local', 'other']

/** What may be done with a project of a status, the expected step first. */
export const commandsOf: Record<InvestmentStatus, ('approve' | 'start' | 'deliver' | 'cancel')[]> = {
  planned: ['approve', 'cancel'],
  approved: ['start', 'cancel'],
  building: ['deliver', 'cancel'],
  delivered: [],
  cancelled: [],
}

/** The colour of each status, always beside its word. */
export const statusColors: Record<InvestmentStatus, string> = { planned: 'default', approved: 'cyan', building: 'blue', delivered: 'green', cancelled: 'default' }
