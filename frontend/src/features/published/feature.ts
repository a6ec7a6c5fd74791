import type { Feature } from '@/lib/feature'

/** Figures that others have published, entered here and told apart from what is counted. */
export const feature: Feature = {
  routes: [{ path: 'published', lazy: async () => ({ Component: (await import('./PublishedPage')).PublishedPage }) }],
}
