import type { Feature } from '@/lib/feature'

/** The calendar of a facility: what is when in which room, and who leads it. */
export const feature: Feature = {
  routes: [{ path: 'timetable', lazy: async () => ({ Component: (await import('./TimetablePage')).TimetablePage }) }],
}
