import type { RouteObject } from 'react-router'
import type { Feature } from '@/lib/feature'

const features = Object.values(
  import.meta.glob<Feature>('../features/*/feature.ts', { eager: true, import: 'feature' }),
)

/** The pages of all features that need a sign-in. */
export const routes: RouteObject[] = features.flatMap((feature) => feature.routes ?? [])

/** The pages of all features that are open to everybody. */
export const publicRoutes: RouteObject[] = features.flatMap((feature) => feature.publicRoutes ?? [])
