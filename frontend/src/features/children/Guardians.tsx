import { PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Modal, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addGuardian, putGuardian, revealGuardian, type PeopleChild, type PeopleGuardian, type PeopleGuardianInput } from '@/client'
import { listGuardiansOptions } from '@/client/@tanstack/react-query.gen'
import { listOf, useMay } from '@/lib/api'
import { today } from '@/lib/dates'
import { newKey } from '@/lib/key'
import { DayInput } from '@/ui/DayInput'
import { FormProblem } from '@/ui/FormProblem'
import { ListView, type Column } from '@/ui/ListView'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { GuardianFields } from './GuardianFields'
import { filled } from './words'

/** Guardians lists who stands in a relation to a child, and who may fetch it. */
export function Guardians({ child, mayEdit }: { child: PeopleChild; mayEdit: boolean }) {
  const { t } = useTranslation('children')
  const mayReveal = useMay()('person.reveal')
  const [form, open] = useState<PeopleGuardian | 'new'>()
  const list = listOf(useQuery(listGuardiansOptions({ path: { id: child.id } })))
  const columns: Column<PeopleGuardian>[] = [
    { key: 'name', title: t('guardian.name'), heading: true, render: (row) => `${row.name} (${t(`relation.${row.relation}`)})` },
    { key: 'rights', title: t('guardian.rights'), render: (row) => <Rights guardian={row} /> },
    { key: 'phone', title: t('guardian.phone'), render: (row) => <Phone guardian={row} mayReveal={mayReveal} /> },
    ...(mayEdit ? [{ key: 'do', title: t('actions'), render: (row: PeopleGuardian) => <Button onClick={() => open(row)}>{t('change')}</Button> }] : []),
  ]
  return (
    <div className="ft-below">
      <ListView<PeopleGuardian>
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t('guardian.title')}
        filters={<h2 className="ft-panel-title">{t('guardian.title')}</h2>}
        extra={
          mayEdit && (
            <Button icon={<PlusOutlined />} onClick={() => open('new')}>
              {t('guardian.add')}
            </Button>
          )
        }
        empty={{ text: t('guardian.none') }}
      />
      {form && <GuardianForm child={child} guardian={form === 'new' ? undefined : form} onClose={() => open(undefined)} />}
    </div>
  )
}

function Rights({ guardian }: { guardian: PeopleGuardian }) {
  const { t } = useTranslation('children')
  return (
    <>
      {guardian.barred && <Tag color="red">{t('guardian.isBarred', { why: guardian.barred_why })}</Tag>}
      {guardian.may_pick_up && <Tag color="green">{t('guardian.mayPickUp')}</Tag>}
      {guardian.legal && <Tag color="blue">{t('guardian.legal')}</Tag>}
      {guardian.ended_on && <Tag>{t('guardian.ended', { day: guardian.ended_on })}</Tag>}
    </>
  )
}

function Phone({ guardian, mayReveal }: { guardian: PeopleGuardian; mayReveal: boolean }) {
  const { t } = useTranslation('children')
  const reveal = useMutation({
    mutationFn: async () => (await revealGuardian({ path: { id: guardian.child_id, guardian: guardian.id }, throwOnError: true })).data,
  })
  if (reveal.data) return <a href={`tel:${reveal.data.phone ?? ''}`}>{reveal.data.phone}</a>
  if (!guardian.phone) return '–'
  return (
    <>
      {guardian.phone}{' '}
      {mayReveal && (
        <Button size="small" loading={reveal.isPending} onClick={() => reveal.mutate()}>
          {t('show')}
        </Button>
      )}
      <ProblemAlert error={reveal.error} />
    </>
  )
}

function GuardianForm({ child, guardian, onClose }: { child: PeopleChild; guardian: PeopleGuardian | undefined; onClose: () => void }) {
  const { t } = useTranslation('children')
  const [form] = Form.useForm<PeopleGuardianInput>()
  const [key] = useState(newKey)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: (input: PeopleGuardianInput) => send(child, guardian, input, key),
    onSuccess: () => {
      message.success(t('saved'))
      void queries.invalidateQueries()
      onClose()
    },
  })
  return (
    <Modal open title={t(guardian ? 'guardian.edit' : 'guardian.add')} okText={t('common:save')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose} maskClosable={false}>
      <Form form={form} layout="vertical" initialValues={{ ...guardian, ...(guardian?.has_email && { email: '***' }) }} onFinish={(input) => save.mutate(input)}>
        <FormProblem form={form} error={save.error} />
        <GuardianFields at={[]} name={[]} isNew={!guardian} />
        {guardian && (
          <Form.Item name="ended_on" label={t('guardian.endedOn')}>
            <DayInput max={today()} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}

async function send(child: PeopleChild, guardian: PeopleGuardian | undefined, input: PeopleGuardianInput, key: string) {
  const body = filled({ ...input, ...(input.barred && { may_pick_up: false }) })
  if (!guardian) return addGuardian({ path: { id: child.id }, headers: { 'Idempotency-Key': key }, body, throwOnError: true })
  return putGuardian({ path: { id: child.id, guardian: guardian.id }, headers: { 'If-Match': `"${guardian.version}"` }, body, throwOnError: true })
}
