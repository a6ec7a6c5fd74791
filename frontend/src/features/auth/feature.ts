import type { Feature } from '@/lib/feature'

/** feature holds the pages of signing in. */
export const feature: Feature = {
  publicRoutes: [{ path: 'login', lazy: async () => ({ Component: (await import('./LoginPage')).LoginPage }) }],
}
