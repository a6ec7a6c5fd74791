import type { Feature } from '@/lib/feature'

/** feature holds the overview of figures. */
export const feature: Feature = {
  routes: [{ path: 'dashboard', lazy: async () => ({ Component: (await import('./DashboardPage')).DashboardPage }) }],
}
