import type { Feature } from '@/lib/feature'

/** Programmes of facilities, their groups, timetables and leaders. */
export const feature: Feature = {
  routes: [
    { path: 'programmes', lazy: async () => ({ Component: (await import('./ProgrammeListPage')).ProgrammeListPage }) },
    { path: 'programmes/new', lazy: async () => ({ Component: (await import('./NewProgrammePage')).NewProgrammePage }) },
    { path: 'programmes/:id', lazy: async () => ({ Component: (await import('./ProgrammePage')).ProgrammePage }) },
    { path: 'cohorts/:id', lazy: async () => ({ Component: (await import('./CohortPage')).CohortPage }) },
  ],
}
