import type { AuthzGrant, Permission, Role, RoleInfo } from '@/client'
import { country } from '@/ui/divisions'

const widths = [2, 4, 6, 9, 12]

/** contains answers whether a division lies in another, or is it. */
export function contains(outer: string, inner: string): boolean {
  if (outer === country) return true
  const width = widths.find((w) => Number(outer.slice(w)) === 0) ?? 12
  return inner.startsWith(outer.slice(0, width))
}

/** covers answers whether everything a grant opens is open under another one, the role aside. */
function covers(own: AuthzGrant, wanted: AuthzGrant): boolean {
  if (!own.division || !wanted.division || !contains(own.division, wanted.division)) return false
  return !own.organisation_id || own.organisation_id === wanted.organisation_id
}

/** mayGrant answers whether the holder of these grants holds all that another one would give: nobody grants more than they hold. */
export function mayGrant(roles: RoleInfo[], held: AuthzGrant[], wanted: AuthzGrant): boolean {
  const permissions = (role: Role | undefined): Permission[] => roles.find((info) => info.role === role)?.permissions ?? []
  const covering = held.filter((own) => covers(own, wanted)).flatMap(({ role }) => permissions(role))
  const needed = permissions(wanted.role)
  return needed.length > 0 && needed.every((permission) => covering.includes(permission))
}
