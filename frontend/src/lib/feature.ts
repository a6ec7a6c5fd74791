import type { RouteObject } from 'react-router'

/**
 * A Feature is what src/features/<domain>/feature.ts exports as `feature`: the pages of one domain.
 * The shell finds it by itself; nothing has to be listed elsewhere. Pages are loaded when first needed:
 * `{ path: 'facilities', lazy: async () => ({ Component: (await import('./FacilityListPage')).FacilityListPage }) }`
 */
export interface Feature {
  /** Paths relative to "/", shown inside the shell to people who are signed in. */
  routes?: RouteObject[]
  /** Paths relative to "/", shown without the shell to everybody. */
  publicRoutes?: RouteObject[]
}
