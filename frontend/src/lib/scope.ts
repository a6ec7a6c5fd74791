import { useSearchParams } from 'react-router'
import { useMe } from './api'

/** What figures are about: a division with all below it, as of a day. It lives in the address of the page. */
export interface Scope {
  division: string
  /** The highest division the user may look at. */
  home: string
  /** A day in the past; undefined is today. */
  asOf: string | undefined
  /** The address of this page about another division. */
  to: (division: string) => string
  change: (values: Record<string, string | undefined>) => void
}

/** useScope reads the division and the day from the address; without them, the own territory today. */
export function useScope(): Scope {
  const [params, setParams] = useSearchParams()
  const home = useMe().data?.home ?? ''
  const changed = (values: Record<string, string | undefined>) => {
    const next = new URLSearchParams(params)
    for (const [name, value] of Object.entries(values)) {
      if (value) next.set(name, value)
      else next.delete(name)
    }
    return next
  }
  return {
    home,
    division: params.get('division') ?? home,
    asOf: params.get('as_of') ?? undefined,
    to: (division) => `?${changed({ division }).toString()}`,
    change: (values) => setParams(changed(values)),
  }
}

/** scopeQuery is the scope as the API asks for it. */
export const scopeQuery = ({ division, asOf }: Scope) => ({ division, ...(asOf && { as_of: asOf }) })
