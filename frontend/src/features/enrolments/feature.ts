import type { Feature } from '@/lib/feature'

/** Who has a place in a group and who waits for one. */
export const feature: Feature = {
  routes: [{ path: 'cohorts/:id/enrolments', lazy: async () => ({ Component: (await import('./DeskPage')).DeskPage }) }],
}
