import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DivisionDetail, DivisionProfile } from '@/client'
import { listDivisionProfilesInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList, useMay } from '@/lib/api'
import { formatNumber } from '@/lib/numbers'
import { DateText } from '@/ui/DateText'
import { ListView, type Column } from '@/ui/ListView'
import { ageBands } from './bands'
import { ProfileForm } from './ProfileForm'

/** ProfileList shows households, residents and children of a division, each set with its day and source. */
export function ProfileList({ division }: { division: DivisionDetail }) {
  const { t } = useTranslation('division')
  const mayEdit = useMay()('division.profile.edit') && !division.valid_to
  const [edited, edit] = useState<DivisionProfile | 'new'>()
  const list = useList(listDivisionProfilesInfiniteOptions({ path: { code: division.code } }))
  const add = mayEdit && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => edit('new')}>
      {t('addProfile')}
    </Button>
  )
  return (
    <>
      <ListView
        list={list}
        columns={useColumns(mayEdit ? edit : undefined)}
        rowKey={(row) => row.as_of}
        label={t('profile')}
        extra={list.items?.length ? add : undefined}
        empty={{ text: t('noProfile'), action: add }}
      />
      {edited && <ProfileForm code={division.code} profile={edited === 'new' ? undefined : edited} onClose={() => edit(undefined)} />}
    </>
  )
}

function useColumns(edit: ((profile: DivisionProfile) => void) | undefined): Column<DivisionProfile>[] {
  const { t, i18n } = useTranslation('division')
  const number = (value: number | undefined) => (value === undefined ? '–' : formatNumber(value, i18n.language))
  const both = (row: DivisionProfile, band: string) => {
    const [boys, girls] = [row[`boys_${band}` as keyof DivisionProfile], row[`girls_${band}` as keyof DivisionProfile]] as (number | undefined)[]
    return `${number(boys)} / ${number(girls)}`
  }
  return [
    { key: 'as_of', title: t('asOf'), heading: true, render: (row) => <DateText value={row.as_of} /> },
    { key: 'households', title: t('households'), align: 'right', render: (row) => number(row.households) },
    { key: 'residents', title: t('residents'), align: 'right', render: (row) => number(row.residents) },
    ...ageBands.map((band): Column<DivisionProfile> => ({ key: band, title: t(`band.${band}`), align: 'right', render: (row) => both(row, band) })),
    { key: 'source', title: t('source'), render: (row) => row.source },
    ...(edit
      ? [{ key: 'edit', title: '', render: (row: DivisionProfile) => <Button size="small" onClick={() => edit(row)}>{t('edit')}</Button> }]
      : []),
  ]
}
