import { expect, test } from 'vitest'
import type { AuthzGrant, RoleInfo } from '@/client'
import { contains, mayGrant } from './grantable'

const roles: RoleInfo[] = [
  { role: 'administrator', permissions: ['facility.read', 'user.manage', 'organisation.write'] },
  { role: 'procurement_officer', permissions: ['facility.read', 'organisation.write'] },
  { role: 'supplier', permissions: ['facility.read'] },
]

test('a division contains itself and what lies below, and nothing beside', () => {
  expect([
    contains('000000000000', '330106109001'),
    contains('330000000000', '330106109001'),
    contains('330106000000', '330106000000'),
    contains('441900000000', '441900003000'), // a city without counties
    contains('330106109000', '330106000000'),
    contains('330106000000', '330108001001'),
  ]).toEqual([true, true, true, true, false, false])
})

test('nobody grants what they do not hold', () => {
  const county: AuthzGrant[] = [{ role: 'administrator', division: '330106000000' }]
  const limited: AuthzGrant[] = [{ role: 'administrator', division: '330106000000', organisation_id: 'a' }]
  const two: AuthzGrant[] = [{ role: 'supplier', division: '330000000000' }, { role: 'administrator', division: '330106000000' }]
  expect([
    mayGrant(roles, county, { role: 'administrator', division: '330106000000' }),
    mayGrant(roles, county, { role: 'supplier', division: '330106109001', organisation_id: 'a' }),
    mayGrant(roles, county, { role: 'supplier', division: '330000000000' }),
    mayGrant(roles, limited, { role: 'supplier', division: '330106000000' }),
    mayGrant(roles, limited, { role: 'supplier', division: '330106000000', organisation_id: 'a' }),
    mayGrant(roles, two, { role: 'supplier', division: '330100000000' }),
    mayGrant(roles, two, { role: 'procurement_officer', division: '330100000000' }),
    mayGrant(roles, county, { role: 'auditor', division: '330106000000' }),
  ]).toEqual([true, true, false, false, true, true, false, false])
})
