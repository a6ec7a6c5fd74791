import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import type { Permission } from '@/client'
import { getMeOptions } from '@/client/@tanstack/react-query.gen'
import { session } from './session'

/** useSession follows whether somebody is signed in. */
export function useSession() {
  return useSyncExternalStore(session.subscribe, session.state)
}

/** useMe reads the signed-in user with grants and permissions. */
export function useMe() {
  const signedIn = useSession().status === 'signed_in'
  return useQuery({ ...getMeOptions(), enabled: signedIn, staleTime: 5 * 60_000 })
}

/** useMay answers whether the signed-in user holds a permission anywhere. */
export function useMay(): (permission: Permission) => boolean {
  const held = useMe().data?.permissions
  return (permission) => held?.includes(permission) ?? false
}
