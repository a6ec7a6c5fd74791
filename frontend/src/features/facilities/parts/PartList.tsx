import { PlusOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Popconfirm, Space, Tag } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf, type List } from '@/lib/api'
import { ListView, type Column } from '@/ui/ListView'
import { PartForm } from './PartForm'

/** What every part of a facility has. */
export interface Part {
  id: string
  version: number
  retired: boolean
}

export interface PartKind<Row extends Part, Input extends object> {
  /** The texts of the kind: parts.json <what>.*. */
  what: 'space' | 'terminal' | 'inspection'
  nameOf: (row: Row) => string
  columns: Column<Row>[]
  /** The fields of the form; given the row that is changed. */
  fields: (row: Row | undefined) => ReactNode
  /** What the form begins with. */
  input: (row: Row) => Input
  save: (input: Input, row: Row | undefined, key: string) => Promise<unknown>
}

interface Props<Row extends Part, Input extends object> {
  kind: PartKind<Row, Input>
  list: List<Row>
  mayEdit: boolean
  retired: boolean
  onRetired: (retired: boolean) => void
}

/** PartList shows the parts of one kind and lets staff add, change and retire them. */
export function PartList<Row extends Part, Input extends object>({ kind, list, mayEdit, retired, onRetired }: Props<Row, Input>) {
  const { t } = useTranslation('parts')
  const [edited, setEdited] = useState<Row | 'new'>()
  const add = mayEdit && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
      {t(`${kind.what}.add`)}
    </Button>
  )
  const actions: Column<Row> = { key: 'actions', title: t('actions'), render: (row) => <Actions kind={kind} row={row} onEdit={() => setEdited(row)} /> }
  return (
    <>
      <ListView<Row>
        list={list}
        label={t(`${kind.what}.title`)}
        rowKey={(row) => row.id}
        columns={mayEdit ? [...kind.columns, actions] : kind.columns}
        filters={
          <Checkbox checked={retired} onChange={(event) => onRetired(event.target.checked)}>
            {t('showRetired')}
          </Checkbox>
        }
        empty={{ text: t(`${kind.what}.none`), action: add }}
        extra={list.items && list.items.length > 0 ? add : null}
      />
      {edited && <PartForm kind={kind} row={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </>
  )
}

function Actions<Row extends Part, Input extends object>({ kind, row, onEdit }: { kind: PartKind<Row, Input>; row: Row; onEdit: () => void }) {
  const { t } = useTranslation('parts')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const name = kind.nameOf(row)
  const move = useMutation({
    mutationFn: (retired: boolean) => kind.save({ ...kind.input(row), retired }, row, ''),
    onError: (error) => message.error(problemOf(error).message),
    onSettled: () => queries.invalidateQueries(),
  })
  if (row.retired) {
    return (
      <Button size="small" loading={move.isPending} aria-label={`${t('restore')}: ${name}`} onClick={() => move.mutate(false)}>
        {t('restore')}
      </Button>
    )
  }
  return (
    <Space wrap>
      <Button size="small" aria-label={`${t('edit')}: ${name}`} onClick={onEdit}>
        {t('edit')}
      </Button>
      <Popconfirm title={t('retireTitle', { name })} description={t('retireNote')} okText={t('retire')} onConfirm={() => move.mutate(true)}>
        <Button size="small" danger loading={move.isPending} aria-label={`${t('retire')}: ${name}`}>
          {t('retire')}
        </Button>
      </Popconfirm>
    </Space>
  )
}

/** Name is what a part is called, and whether it is still in use. */
export function Name({ text, retired }: { text: string; retired: boolean }) {
  const { t } = useTranslation('parts')
  return (
    <>
      {text} {retired && <Tag>{t('retired')}</Tag>}
    </>
  )
}
