import type { Feature } from '@/lib/feature'

/** Children, their guardians and consents. */
export const feature: Feature = {
  routes: [
    { path: 'children', lazy: async () => ({ Component: (await import('./ChildListPage')).ChildListPage }) },
    { path: 'children/new', lazy: async () => ({ Component: (await import('./NewChildPage')).NewChildPage }) },
    { path: 'children/:id', lazy: async () => ({ Component: (await import('./ChildPage')).ChildPage }) },
  ],
}
