import type { Feature } from '@/lib/feature'

/** The organisations that run facilities and services. */
export const feature: Feature = {
  routes: [
    { path: 'organisations', lazy: async () => ({ Component: (await import('./OrganisationListPage')).OrganisationListPage }) },
    { path: 'organisations/:id', lazy: async () => ({ Component: (await import('./OrganisationPage')).OrganisationPage }) },
  ],
}
