import { useQuery } from '@tanstack/react-query'
import { Button, Modal, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Facility } from '@/client'
import { getFacility } from '@/client'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { WideTable } from '@/ui/WideTable'
import { FieldText } from './FieldText'
import { changed, fieldsOf, type Fields } from './fields'

interface Props {
  /** What the own changes were based on. */
  base: Facility
  mine: Fields
  /** Goes on from their version with these fields in the form. */
  onChoose: (theirs: Facility, fields: Fields) => void
  /** Goes back to the form as it is; saving again shows the same. */
  onBack: () => void
}

/** Conflict shows what somebody else saved in the meantime beside the own changes; nothing typed is lost. */
export function Conflict({ base, mine, onChoose, onBack }: Props) {
  const { t } = useTranslation('facilities')
  const now = useQuery({
    queryKey: ['facility', base.id, 'theirs', base.version],
    queryFn: async () => (await getFacility({ path: { id: base.id }, throwOnError: true })).data,
    staleTime: 0,
  })
  const theirs = now.data
  const footer = (
    <div className="ft-choices">
      <Button onClick={onBack}>{t('conflict.back')}</Button>
      {theirs && (
        <>
          <Button onClick={() => onChoose(theirs, fieldsOf(theirs))}>{t('conflict.takeTheirs')}</Button>
          <Button type="primary" onClick={() => onChoose(theirs, { ...fieldsOf(theirs), ...own(base, mine) })}>
            {t('conflict.keepMine')}
          </Button>
        </>
      )}
    </div>
  )
  return (
    <Modal open width={720} mask={{ closable: false }} title={t('conflict.title')} footer={footer} onCancel={onBack}>
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
  const show = (fields: Fields, name: (typeof names)[number]) => <FieldText name={name} fields={fields} />
  return (
    <WideTable
      label={t('conflict.title')}
      size="small"
      pagination={false}
      scroll={{ x: true }} // wraps before it scrolls
      rowKey="name"
      dataSource={names.map((name) => ({ name }))}
      columns={[
        { title: t('conflict.field'), rowScope: 'row', render: (_, { name }) => t(`field.${name}`) },
        { title: t('conflict.before'), responsive: ['md'], render: (_, { name }) => show(before, name) },
        { title: t('conflict.theirs'), render: (_, { name }) => show(after, name) },
        { title: t('conflict.mine'), render: (_, { name }) => (ours.includes(name) ? show(mine, name) : '–') },
      ]}
    />
  )
}
