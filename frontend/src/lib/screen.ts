import { useSyncExternalStore } from 'react'

const phone = '(max-width: 767px)'

/** usePhone follows whether the window is as narrow as a phone. */
export function usePhone(): boolean {
  return useSyncExternalStore(
    (tell) => {
      const query = matchMedia(phone)
      query.addEventListener('change', tell)
      return () => query.removeEventListener('change', tell)
    },
    () => matchMedia(phone).matches,
  )
}

/** useOnline follows whether the browser has a network. */
export function useOnline(): boolean {
  return useSyncExternalStore(
    (tell) => {
      addEventListener('online', tell)
      addEventListener('offline', tell)
      return () => {
        removeEventListener('online', tell)
        removeEventListener('offline', tell)
      }
    },
    () => navigator.onLine,
  )
}

