import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Facility } from '@/client'
import { listFacilitiesInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList } from '@/lib/api'
import { ListView } from '@/ui/ListView'
import { StatusTag } from './StatusTag'

/** Hosted lists the children's homes inside a facility (M76). */
export function Hosted({ facility }: { facility: Facility }) {
  const { t } = useTranslation('facilities')
  const list = useList(listFacilitiesInfiniteOptions({ query: { host_id: facility.id } }))
  return (
    <ListView<Facility>
      list={list}
      label={t('homes')}
      rowKey={(row) => row.id}
      columns={[
        { key: 'name', title: t('field.name'), heading: true, render: (row) => <Link to={`/facilities/${row.id}`}>{row.name}</Link> },
        { key: 'status', title: t('field.status'), render: (row) => <StatusTag status={row.status} /> },
      ]}
      empty={{ text: t('noHomes') }}
    />
  )
}
