import { useQuery } from '@tanstack/react-query'
import { Button, Modal, Skeleton, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Facility } from '@/client'
import { getFacility } from '@/client'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { changed, fieldsOf, type Fields } from './fields'

interface Props {
  /** What the own changes were based on. */
  base: Facility
  mine: Fields
  /** Goes on from their version with these fields in the form. */
  onChoose: (theirs: Facility, fields: Fields) => void
}

/** Conflict shows what somebody else saved in the meantime beside the own changes; nothing typed is lost. */
export function Conflict({ base, mine, onChoose }: Props) {
  const { t } = useTranslation('facilities')
  const now = useQuery({
    queryKey: ['facility', base.id, 'theirs', base.version],
    queryFn: async () => (await getFacility({ path: { id: base.id }, throwOnError: true })).data,
    staleTime: 0,
  })
  const theirs = now.data
  const footer = theirs && (
    <>
      <Button onClick={() => onChoose(theirs, fieldsOf(theirs))}>{t('conflict.takeTheirs')}</Button>
      <Button type="primary" onClick={() => onChoose(theirs, { ...fieldsOf(theirs), ...own(base, mine) })}>
        {t('conflict.keepMine')}
      </Button>
    </>
  )
  return (
    <Modal open width={720} closable={false} title={t('conflict.title')} footer={footer}>
      <p>{t('conflict.text')}</p>
      {now.isError && <ProblemAlert error={now.error} onRetry={() => void now.refetch()} />}
      {theirs ? <Differences base={base} mine={mine} theirs={theirs} /> : <Skeleton active />}
    </Modal>
  )
}

const own = (base: Facility, mine: Fields): Fields => Object.fromEntries(changed(fieldsOf(base), mine).map((name) => [name, mine[name]])) as Fields

function Differences({ base, mine, theirs }: { base: Facility; mine: Fields; theirs: Facility }) {
  const { t } = useTranslation('facilities')
  const before = fieldsOf(base)
  const after = fieldsOf(theirs)
  const ours = changed(before, mine)
  const names = [...new Set([...changed(before, after), ...ours])]
  const show = (fields: Fields, name: (typeof names)[number]) => textOf(fields[name], t)
  return (
    <Table
      size="small"
      pagination={false}
      scroll={{ x: 'max-content' }}
      rowKey="name"
      dataSource={names.map((name) => ({ name }))}
      columns={[
        { title: t('conflict.field'), render: (_, { name }) => t(`field.${name}`) },
        { title: t('conflict.before'), render: (_, { name }) => show(before, name) },
        { title: t('conflict.theirs'), render: (_, { name }) => show(after, name) },
        { title: t('conflict.mine'), render: (_, { name }) => (ours.includes(name) ? show(mine, name) : '–') },
      ]}
    />
  )
}

function textOf(value: unknown, t: (key: string) => string): string {
  if (value === undefined || value === null || value === '') return '–'
  if (Array.isArray(value)) return value.map((one) => t(`accessibility.${String(one)}`)).join('、')
  if (typeof value === 'object') {
    const { latitude, longitude } = value as { latitude?: number; longitude?: number }
    return `${latitude ?? '–'}, ${longitude ?? '–'}`
  }
  return String(value)
}
