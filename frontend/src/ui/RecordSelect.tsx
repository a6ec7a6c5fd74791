import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getFacilityOptions, getOrganisationOptions, listFacilitiesOptions, listOrganisationsOptions } from '@/client/@tanstack/react-query.gen'
import { useDebounced } from '@/lib/debounce'

interface Props {
  value?: string | undefined
  onChange?: (id: string | undefined) => void
  /** Set by Form.Item. */
  id?: string
  within?: string | undefined
  'aria-label'?: string
}

/** FacilitySelect finds the facility around a children's home. */
export function FacilitySelect({ within, ...props }: Props) {
  const [typed, type] = useState('')
  const q = useDebounced(typed.trim())
  const found = useQuery({ ...listFacilitiesOptions({ query: { limit: 20, ...(q && { q }), ...(within && { division: within }) } }), placeholderData: keepPreviousData })
  const chosen = useQuery({ ...getFacilityOptions({ path: { id: props.value ?? '' } }), enabled: Boolean(props.value) })
  return <Finder {...props} typed={typed} type={type} items={found.data?.items} chosen={chosen.data} loading={found.isFetching} />
}

/** OrganisationSelect finds the organisation that runs a facility. */
export function OrganisationSelect(props: Props) {
  const [typed, type] = useState('')
  const q = useDebounced(typed.trim())
  const found = useQuery({ ...listOrganisationsOptions({ query: { limit: 20, ...(q && { q }) } }), placeholderData: keepPreviousData })
  const chosen = useQuery({ ...getOrganisationOptions({ path: { id: props.value ?? '' } }), enabled: Boolean(props.value) })
  return <Finder {...props} typed={typed} type={type} items={found.data?.items} chosen={chosen.data} loading={found.isFetching} />
}

interface Named {
  id: string
  name: string
}

interface FinderProps extends Props {
  typed: string
  type: (text: string) => void
  items: Named[] | undefined
  chosen: Named | undefined
  loading: boolean
}

function Finder({ value, onChange, id, typed, type, items = [], chosen, loading, 'aria-label': label }: FinderProps) {
  const { t } = useTranslation()
  const all = chosen && !items.some((item) => item.id === chosen.id) && typed === '' ? [chosen, ...items] : items
  return (
    <Select<string>
      {...(id && { id })}
      {...(label && { 'aria-label': label })}
      value={value ?? null}
      allowClear
      loading={loading}
      placeholder={t('typeName')}
      showSearch={{ filterOption: false, searchValue: typed, onSearch: type }}
      options={all.map((item) => ({ value: item.id, label: item.name }))}
      onChange={(next: string | undefined) => {
        type('')
        onChange?.(next ?? undefined)
      }}
    />
  )
}
