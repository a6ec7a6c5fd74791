import type { Feature } from '@/lib/feature'

/** Bringing in facilities from files. */
export const feature: Feature = {
  routes: [
    { path: 'imports', lazy: async () => ({ Component: (await import('./ImportListPage')).ImportListPage }) },
    { path: 'imports/new', lazy: async () => ({ Component: (await import('./NewImportPage')).NewImportPage }) },
    { path: 'imports/:id', lazy: async () => ({ Component: (await import('./ImportPage')).ImportPage }) },
  ],
}
