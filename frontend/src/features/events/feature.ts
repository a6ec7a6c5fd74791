import type { Feature } from '@/lib/feature'

/** What happened, for auditors, and the proof that nobody changed it. */
export const feature: Feature = {
  routes: [{ path: 'events', lazy: async () => ({ Component: (await import('./EventsPage')).EventsPage }) }],
}
