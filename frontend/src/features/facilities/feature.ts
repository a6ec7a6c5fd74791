import type { Feature } from '@/lib/feature'

/** The register of facilities: list, form and detail. */
export const feature: Feature = {
  routes: [
    { path: 'facilities', lazy: async () => ({ Component: (await import('./FacilityListPage')).FacilityListPage }) },
    { path: 'facilities/new', lazy: async () => ({ Component: (await import('./NewFacilityPage')).NewFacilityPage }) },
    { path: 'facilities/:id', lazy: async () => ({ Component: (await import('./FacilityPage')).FacilityPage }) },
    { path: 'facilities/:id/edit', lazy: async () => ({ Component: (await import('./EditFacilityPage')).EditFacilityPage }) },
  ],
}
