import type { Feature } from '@/lib/feature'

/** The map of facilities. */
export const feature: Feature = {
  routes: [{ path: 'map', lazy: async () => ({ Component: (await import('./MapPage')).MapPage }) }],
}
