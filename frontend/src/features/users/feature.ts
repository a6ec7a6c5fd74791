import type { Feature } from '@/lib/feature'

/** Accounts and their grants. */
export const feature: Feature = {
  routes: [
    { path: 'users', lazy: async () => ({ Component: (await import('./UserListPage')).UserListPage }) },
    { path: 'users/:id', lazy: async () => ({ Component: (await import('./UserPage')).UserPage }) },
  ],
}
