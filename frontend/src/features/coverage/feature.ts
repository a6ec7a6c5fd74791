import type { Feature } from '@/lib/feature'

/** feature holds the explorer of coverage. */
export const feature: Feature = {
  routes: [{ path: 'coverage', lazy: async () => ({ Component: (await import('./CoveragePage')).CoveragePage }) }],
}
