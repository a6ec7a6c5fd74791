import { queryOptions, type QueryFunction } from '@tanstack/react-query'
import { client } from '@/client/client.gen'

/** How deep a division lies. */
export const level = { country: 0, province: 1, city: 2, county: 3, township: 4, community: 5 } as const

/** The country, which everything lies in. */
export const country = '000000000000'

/** A division as the picker needs it. */
export interface PickedDivision {
  code: string
  name: string
  level: number
}

/** A division that a search found, with the divisions that it lies in from the province down. */
export interface FoundDivision extends PickedDivision {
  path?: PickedDivision[]
}

interface Items<T> {
  items: T[]
  next_cursor?: string
}

async function read<T>(url: string, query: Record<string, unknown>, signal: AbortSignal): Promise<T> {
  const { data } = await client.get<{ 200: T }, unknown, true>({
    url,
    query,
    signal,
    security: [{ scheme: 'bearer', type: 'http' }],
    throwOnError: true,
  })
  return data as T
}

const hour = 60 * 60_000

/** searchDivisions finds divisions by name, part of a name, pinyin or initials, within a territory. */
export function searchDivisions(q: string, within: string | undefined) {
  const queryFn: QueryFunction<Items<FoundDivision>> = ({ signal }) =>
    read('/divisions/search', { q, limit: 20, ...(within && { within }) }, signal)
  return queryOptions({ queryKey: ['divisions', 'search', q, within], queryFn, staleTime: hour, enabled: q !== '' })
}

/** childDivisions lists what lies directly below a division. */
export function childDivisions(code: string) {
  const queryFn: QueryFunction<Items<PickedDivision>> = ({ signal }) =>
    read(`/divisions/${code}/children`, { limit: 200 }, signal)
  return queryOptions({ queryKey: ['divisions', 'children', code], queryFn, staleTime: hour })
}

/** oneDivision reads one division with its path. */
export function oneDivision(code: string | undefined) {
  const queryFn: QueryFunction<FoundDivision> = ({ signal }) => read(`/divisions/${code}`, {}, signal)
  return queryOptions({ queryKey: ['divisions', 'one', code], queryFn, staleTime: hour, enabled: Boolean(code) })
}

/** pathText joins the names of a path, the country left out. */
export function pathText(path: PickedDivision[] | undefined): string {
  return (path ?? []).filter(({ code }) => code !== country).map(({ name }) => name).join(' / ')
}
