import type { Feature } from '@/lib/feature'

/** The investment programme: sums and projects. */
export const feature: Feature = {
  routes: [
    { path: 'investment', lazy: async () => ({ Component: (await import('./InvestmentPage')).InvestmentPage }) },
    { path: 'investment/:id', lazy: async () => ({ Component: (await import('./ProjectPage')).ProjectPage }) },
  ],
}
