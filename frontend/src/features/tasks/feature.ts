import type { Feature } from '@/lib/feature'

/** What the platform noticed that somebody has to do. */
export const feature: Feature = {
  routes: [{ path: 'tasks', lazy: async () => ({ Component: (await import('./TaskListPage')).TaskListPage }) }],
}
