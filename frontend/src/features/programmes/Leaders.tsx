import { PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Popconfirm, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { unassignCohortWorker, type Cohort, type CohortWorker } from '@/client'
import { listCohortWorkersOptions } from '@/client/@tanstack/react-query.gen'
import { listOf, problemOf } from '@/lib/api'
import { DateText } from '@/ui/DateText'
import { ListView, type Column } from '@/ui/ListView'
import { LeaderForm } from './LeaderForm'

/** Leaders lists who leads and helps in the sessions of a group that lie ahead. */
export function Leaders({ cohort, mayEdit }: { cohort: Cohort; mayEdit: boolean }) {
  const { t } = useTranslation('programmes')
  const [params, setParams] = useSearchParams()
  const list = listOf(useQuery(listCohortWorkersOptions({ path: { id: cohort.id } })))
  const [adding, add] = useState(mayEdit && Boolean(params.get('add')) && params.get('tab') === 'leaders')
  const close = () => {
    add(false)
    setParams({ tab: 'leaders' }, { replace: true })
  }
  const button = mayEdit && (
    <Button type={list.items?.length === 0 ? 'primary' : 'default'} icon={<PlusOutlined />} onClick={() => add(true)}>
      {t('leaders.add')}
    </Button>
  )
  const columns: Column<CohortWorker>[] = [
    { key: 'name', title: t('leaders.name'), heading: true, render: (row) => row.worker_name },
    { key: 'role', title: t('leaders.role'), render: (row) => <Tag>{t(`leaders.roles.${row.role}`)}</Tag> },
    { key: 'sessions', title: t('leaders.sessions'), align: 'right', render: (row) => row.sessions },
    { key: 'check', title: t('leaders.check'), render: (row) => <CheckDay day={row.check_valid_to} before={cohort.last_day} /> },
    ...(mayEdit ? [{ key: 'do', title: t('session.actions'), render: (row: CohortWorker) => <Remove cohort={cohort} worker={row} /> }] : []),
  ]
  return (
    <>
      <ListView<CohortWorker> list={list} columns={columns} rowKey={(row) => `${row.worker_id}.${row.role}`} label={t('leaders.title')} extra={list.items && list.items.length > 0 && button} empty={{ text: t('leaders.none'), action: button }} />
      {adding && <LeaderForm cohort={cohort} onClose={close} />}
    </>
  )
}

/** CheckDay tells until when a record check holds, and warns when that is before the group ends (R120). */
export function CheckDay({ day, before }: { day: string | undefined; before: string }) {
  const { t } = useTranslation('programmes')
  if (!day) return <Tag color="red">{t('leaders.noCheck')}</Tag>
  return (
    <>
      <DateText value={day} /> {day < before && <Tag color="orange">{t('leaders.expires')}</Tag>}
    </>
  )
}

function Remove({ cohort, worker }: { cohort: Cohort; worker: CohortWorker }) {
  const { t } = useTranslation('programmes')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: () => unassignCohortWorker({ path: { id: cohort.id, worker: worker.worker_id }, throwOnError: true }),
    onSuccess: () => message.success(t('saved')),
    onError: (error) => message.error(problemOf(error).title),
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <Popconfirm title={t('leaders.removeTitle', { name: worker.worker_name })} okText={t('leaders.remove')} cancelText={t('common:cancel')} onConfirm={() => remove.mutate()}>
      <Button size="small" danger loading={remove.isPending} aria-label={`${t('leaders.remove')}: ${worker.worker_name}`}>
        {t('leaders.remove')}
      </Button>
    </Popconfirm>
  )
}
