import { PlusOutlined } from '@ant-design/icons'
import { Button, Input, Switch, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { PeopleChild } from '@/client'
import { listChildrenInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList, useMay } from '@/lib/api'
import { DateText } from '@/ui/DateText'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { ListView, type Column } from '@/ui/ListView'
import { PageHeader } from '@/ui/PageHeader'
import './children.css'

/** ChildListPage finds children by name, reading or identity number. */
export function ChildListPage() {
  const { t } = useTranslation('children')
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams()
  const [q, division, left] = [params.get('q') ?? '', params.get('division') ?? undefined, params.get('left') === 'true']
  const change = (name: string, value: string | undefined) => {
    const next = new URLSearchParams(params)
    if (value) next.set(name, value)
    else next.delete(name)
    setParams(next, { replace: true })
  }
  const list = useList(listChildrenInfiniteOptions({ query: { ...(q && { q }), ...(division && { division }), ...(left && { left }) } }))
  const add = useMay()('person.write') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/children/new')}>
      {t('new')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('title')} actions={add} />
      <ListView<PeopleChild>
        list={list}
        columns={useColumns()}
        rowKey={(row) => row.id}
        label={t('title')}
        filtered={Boolean(q || division)}
        filters={
          <>
            <Input.Search className="ft-child-search" aria-label={t('search')} placeholder={t('search')} defaultValue={q} allowClear maxLength={60} onSearch={(text) => change('q', text.trim())} />
            <div className="ft-child-division">
              <DivisionPicker aria-label={t('division')} value={division} onChange={(code) => change('division', code)} />
            </div>
            <label>
              <Switch size="small" checked={left} onChange={(on) => change('left', on ? 'true' : undefined)} /> {t('alsoLeft')}
            </label>
          </>
        }
        empty={{ text: t('none'), action: add }}
      />
    </>
  )
}

function useColumns(): Column<PeopleChild>[] {
  const { t } = useTranslation('children')
  return [
    { key: 'name', title: t('name'), heading: true, render: (row) => <Link to={`/children/${row.id}`}>{row.name}</Link> },
    { key: 'sex', title: t('sexTitle'), render: (row) => t(`sex.${row.sex}`) },
    { key: 'birth', title: t('birthDate'), render: (row) => <DateText value={row.birth_date} /> },
    { key: 'division', title: t('division'), render: (row) => row.division_name ?? row.division },
    { key: 'school', title: t('school'), render: (row) => [row.school, row.grade].filter(Boolean).join(' ') || '–' },
    { key: 'identity', title: t('identityNumber'), wideOnly: true, render: (row) => row.identity_number ?? t(`absence.${row.identity_absent ?? 'not_known'}`) },
    { key: 'state', title: t('state'), render: (row) => <ChildTags child={row} /> },
  ]
}

/** ChildTags mark what has to be known about a child at once. */
export function ChildTags({ child }: { child: PeopleChild }) {
  const { t } = useTranslation('children')
  return (
    <>
      {child.has_needs && <Tag color="gold">{t('hasNeeds')}</Tag>}
      {child.left_on && <Tag>{t('left')}</Tag>}
      {child.merged_into && <Tag>{t('merged')}</Tag>}
      {child.demo && <Tag>{t('demo')}</Tag>}
    </>
  )
}
