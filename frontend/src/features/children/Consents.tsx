import { PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, Modal, Select, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { giveConsent, withdrawConsent, type PeopleBasis, type PeopleChild, type PeopleConsent, type PeopleConsentInput } from '@/client'
import { listConsentsOptions, listGuardiansOptions } from '@/client/@tanstack/react-query.gen'
import { listOf } from '@/lib/api'
import { today } from '@/lib/dates'
import { newKey } from '@/lib/key'
import { ConfirmCommand } from '@/ui/ConfirmCommand'
import { DateText } from '@/ui/DateText'
import { DayInput } from '@/ui/DayInput'
import { FormProblem } from '@/ui/FormProblem'
import { ListView, type Column } from '@/ui/ListView'
import { filled, purposes } from './words'

const bases: PeopleBasis[] = ['consent', 'statutory_duty', 'emergency']

const open = (row: PeopleConsent) => row.basis === 'consent' && !row.withdrawn_on

/** Consents lists on what legal basis a child's data is processed. */
export function Consents({ child, mayEdit }: { child: PeopleChild; mayEdit: boolean }) {
  const { t } = useTranslation('children')
  const queries = useQueryClient()
  const [adding, add] = useState(false)
  const [leaving, leave] = useState<PeopleConsent>()
  const list = listOf(useQuery(listConsentsOptions({ path: { id: child.id } })))
  const columns: Column<PeopleConsent>[] = [
    { key: 'purpose', title: t('consent.purpose'), heading: true, render: (row) => t(`purpose.${row.purpose}`) },
    { key: 'basis', title: t('consent.basis'), render: (row) => [t(`basis.${row.basis}`), row.guardian_name].filter(Boolean).join(' · ') },
    { key: 'given', title: t('consent.givenOn'), render: (row) => <DateText value={row.given_on} /> },
    { key: 'state', title: t('state'), render: (row) => (row.withdrawn_on ? <Tag>{t('consent.withdrawn', { day: row.withdrawn_on })}</Tag> : <Tag color="green">{t('consent.holds')}</Tag>) },
    ...(mayEdit ? [{ key: 'do', title: t('actions'), render: (row: PeopleConsent) => open(row) && <Button onClick={() => leave(row)}>{t('consent.withdraw')}</Button> }] : []),
  ]
  return (
    <div className="ft-below">
      <ListView<PeopleConsent>
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t('consent.title')}
        filters={<h2 className="ft-panel-title">{t('consent.title')}</h2>}
        extra={
          mayEdit && (
            <Button icon={<PlusOutlined />} onClick={() => add(true)}>
              {t('consent.add')}
            </Button>
          )
        }
        empty={{ text: t('consent.none') }}
      />
      {adding && <ConsentForm child={child} onClose={() => add(false)} />}
      <ConfirmCommand
        open={leaving !== undefined}
        title={t('consent.withdraw')}
        text={t('consent.withdrawText')}
        action={t('consent.withdraw')}
        danger
        reason="none"
        onRun={async () => {
          if (leaving) await withdrawConsent({ path: { id: child.id, consent: leaving.id }, body: { on: today() }, throwOnError: true })
          await queries.invalidateQueries()
        }}
        onClose={() => leave(undefined)}
      />
    </div>
  )
}

function ConsentForm({ child, onClose }: { child: PeopleChild; onClose: () => void }) {
  const { t } = useTranslation('children')
  const [form] = Form.useForm<PeopleConsentInput>()
  const [key] = useState(newKey)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const basis = Form.useWatch('basis', form)
  const guardians = useQuery(listGuardiansOptions({ path: { id: child.id } })).data?.items ?? []
  const legal = guardians.filter((row) => row.legal && !row.ended_on).map((row) => ({ value: row.guardian_id, label: row.name }))
  const save = useMutation({
    mutationFn: (body: PeopleConsentInput) => giveConsent({ path: { id: child.id }, headers: { 'Idempotency-Key': key }, body: filled(body), throwOnError: true }),
    onSuccess: () => {
      message.success(t('saved'))
      void queries.invalidateQueries()
      onClose()
    },
  })
  const required = [{ required: true, message: t('required') }]
  return (
    <Modal open title={t('consent.add')} okText={t('common:save')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose} maskClosable={false}>
      <Form form={form} layout="vertical" initialValues={{ purpose: 'programme', basis: 'consent', given_on: today() }} onFinish={(input) => save.mutate(input)}>
        <FormProblem form={form} error={save.error} />
        <Form.Item name="purpose" label={t('consent.purpose')} rules={required}>
          <Select options={purposes.map((value) => ({ value, label: t(`purpose.${value}`) }))} />
        </Form.Item>
        <Form.Item name="basis" label={t('consent.basis')} rules={required}>
          <Select options={bases.map((value) => ({ value, label: t(`basis.${value}`) }))} />
        </Form.Item>
        {basis === 'consent' && (
          <Form.Item name="guardian_id" label={t('consent.guardian')} extra={t('consent.guardianHint')} rules={required}>
            <Select options={legal} />
          </Form.Item>
        )}
        <Form.Item name="given_on" label={t('consent.givenOn')} rules={required}>
          <DayInput max={today()} allowClear={false} />
        </Form.Item>
        <Form.Item name="note" label={t('consent.note')}>
          <Input maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
