import type { Feature } from '@/lib/feature'

const lazy = async () => ({ Component: (await import('./DivisionPage')).DivisionPage })

/** The browser of divisions. */
export const feature: Feature = {
  routes: [
    { path: 'divisions', lazy },
    { path: 'divisions/:code', lazy },
  ],
}
