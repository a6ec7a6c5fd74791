import { QueryClient } from '@tanstack/react-query'
import i18next from 'i18next'
import { problemOf, session } from '@/lib/api'

/** newQueries builds the cache of answers; it forgets everything when somebody else signs in. */
export function newQueries(): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (times, error) => times < 2 && problemOf(error).passing && problemOf(error).status !== 429,
      },
    },
  })
  let user = session.state().user?.id
  session.subscribe(() => {
    const now = session.state().user?.id
    if (now !== user) queries.clear()
    user = now
  })
  i18next.on('languageChanged', () => void queries.invalidateQueries()) // answers hold texts of the server
  return queries
}
