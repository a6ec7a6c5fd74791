import type { Feature } from '@/lib/feature'

/** The roll-call and the hand-over of a session. */
export const feature: Feature = {
  routes: [{ path: 'programme-sessions/:id/roll', lazy: async () => ({ Component: (await import('./RollPage')).RollPage }) }],
}
