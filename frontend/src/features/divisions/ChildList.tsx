import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Division, DivisionDetail } from '@/client'
import { listDivisionChildrenInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList } from '@/lib/api'
import { level } from '@/ui/divisions'
import { ListView, type Column } from '@/ui/ListView'

/** ChildList lists what lies directly below a division. */
export function ChildList({ division }: { division: DivisionDetail }) {
  const { t } = useTranslation('division')
  const list = useList(listDivisionChildrenInfiniteOptions({ path: { code: division.code }, query: { limit: 100 } }))
  const columns: Column<Division>[] = [
    { key: 'name', title: t('name'), heading: true, render: (row) => <Link to={`/divisions/${row.code}`}>{row.name}</Link> },
    { key: 'code', title: t('code'), render: (row) => row.code },
    { key: 'level', title: t('levelTitle'), render: (row) => t(`level.${row.level}`), wideOnly: true },
  ]
  if (division.level === level.township) {
    columns.push({ key: 'committee', title: t('committeeTitle'), render: (row) => row.committee_type && t(`committee.${row.committee_type}`) })
  }
  return <ListView list={list} columns={columns} rowKey={(row) => row.code} label={t('children')} empty={{ text: t('nothingBelow') }} />
}
