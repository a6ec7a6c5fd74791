import type { DivisionCrumb } from '@/client'
import { getDivisionOptions, listDivisionChildrenOptions, searchDivisionsOptions } from '@/client/@tanstack/react-query.gen'

/** How deep a division lies. */
export const level = { country: 0, province: 1, city: 2, county: 3, township: 4, community: 5 } as const

/** The country, which everything lies in. */
export const country = '000000000000'

const hour = 60 * 60_000

/** searchDivisions finds divisions by name, part of a name, pinyin or initials, within a territory. */
export function searchDivisions(q: string, within: string | undefined) {
  return { ...searchDivisionsOptions({ query: { q, limit: 20, ...(within && { within }) } }), staleTime: hour, enabled: q !== '' }
}

/** childDivisions lists what lies directly below a division. */
export function childDivisions(code: string) {
  return { ...listDivisionChildrenOptions({ path: { code }, query: { limit: 200 } }), staleTime: hour }
}

/** oneDivision reads one division with its path. */
export function oneDivision(code: string | undefined) {
  return { ...getDivisionOptions({ path: { code: code ?? '' } }), staleTime: hour, enabled: Boolean(code) }
}

/** pathText joins the names of a path, the country left out. */
export function pathText(path: Pick<DivisionCrumb, 'code' | 'name'>[] | undefined): string {
  return (path ?? []).filter(({ code }) => code !== country).map(({ name }) => name).join(' / ')
}
