import { ApartmentOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Select, Spin } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DivisionFound } from '@/client'
import { problemOf } from '@/lib/api'
import { useDebounced } from '@/lib/debounce'
import { DivisionBrowser } from './DivisionBrowser'
import { oneDivision, pathText, searchDivisions } from './divisions'
import './ui.css'

interface Props {
  value?: string | undefined
  onChange?: (code: string | undefined) => void
  /** Only divisions in this one can be chosen; without it the own territory. */
  within?: string
  /** Only these levels can be chosen. */
  levels?: number[]
  /** Set by Form.Item. */
  id?: string
  disabled?: boolean
  allowClear?: boolean
  'aria-label'?: string
}

/** DivisionPicker chooses a division by typing its name or pinyin, or by going down from above. */
export function DivisionPicker({ value, onChange, within, levels, id, disabled = false, allowClear = true, ...rest }: Props) {
  const { t } = useTranslation('division')
  const [typed, type] = useState('')
  const [browsing, browse] = useState(false)
  const q = useDebounced(typed.trim())
  const search = useQuery({ ...searchDivisions(q, within), placeholderData: keepPreviousData })
  const chosen = useQuery(oneDivision(value)).data
  const choose = (code: string | undefined) => {
    type('')
    onChange?.(code)
  }
  const found = q === '' ? [] : (search.data?.items ?? []).filter((d) => !levels || levels.includes(d.level))
  const shown = chosen && !found.some((d) => d.code === chosen.code) && q === '' ? [chosen] : found
  return (
    <div className="ft-picker">
      <Select<string>
        {...(id && { id })}
        {...(!id && { 'aria-label': rest['aria-label'] ?? t('pick') })} // a form's label would be hidden by it
        showSearch={{ filterOption: false, searchValue: typed, onSearch: type }}
        value={value ?? null}
        disabled={disabled}
        allowClear={allowClear}
        placeholder={t('placeholder')}
        options={shown.map(optionOf)}
        optionRender={(option) => <Option {...(option.data as ReturnType<typeof optionOf>)} />}
        notFoundContent={<NotFound q={q} searching={search.isFetching || q !== typed.trim()} error={search.error} />}
        onChange={(code: string | undefined) => choose(code ?? undefined)}
      />
      <Button icon={<ApartmentOutlined />} aria-label={t('browse')} title={t('browse')} disabled={disabled} onClick={() => browse(true)} />
      <DivisionBrowser
        open={browsing}
        {...(within && { within })}
        {...(levels && { levels })}
        {...(value && { start: value })}
        onClose={() => browse(false)}
        onPick={(code) => {
          choose(code)
          browse(false)
        }}
      />
    </div>
  )
}

const optionOf = ({ code, name, path }: Pick<DivisionFound, 'code' | 'name' | 'path'>) => ({ value: code, label: name, name, path: pathText(path) })

function Option({ name, path, value }: ReturnType<typeof optionOf>) {
  return (
    <>
      <div>{name}</div>
      <div className="ft-division-path">{path || value}</div>
    </>
  )
}

function NotFound({ q, searching, error }: { q: string; searching: boolean; error: unknown }) {
  const { t } = useTranslation('division')
  if (searching) return <Spin size="small" />
  if (error) return problemOf(error).title || t('common:problem.unexpected')
  return q === '' ? t('typeToSearch') : t('nothingFound', { q })
}
