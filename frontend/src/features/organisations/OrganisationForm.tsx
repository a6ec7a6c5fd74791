import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Form, Input, Modal, Select, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createOrganisation, putOrganisation, type Organisation, type OrganisationInput, type OrganisationKind } from '@/client'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { FormProblem } from '@/ui/FormProblem'

const kinds: OrganisationKind[] = ['government', 'committee', 'public_institution', 'social_group', 'social_service', 'foundation', 'enterprise', 'other']

/** OrganisationForm registers or changes an organisation; a credit code that does not fit is asked about (R80, R81). */
export function OrganisationForm({ organisation, onClose }: { organisation?: Organisation; onClose: () => void }) {
  const { t } = useTranslation('organisations')
  const [form] = Form.useForm<OrganisationInput>()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [confirmed, keep] = useState<string[]>([]) // what was looked at stays so until the code changes
  const save = useMutation({
    mutationFn: (confirm: string[]) => send(organisation, filled({ ...form.getFieldsValue(), confirm })),
    onSuccess: () => {
      message.success(t('saved'))
      void queries.invalidateQueries()
      onClose()
    },
  })
  const confirm = (codes: string[]) => {
    keep([...confirmed, ...codes])
    save.mutate([...confirmed, ...codes])
  }
  const reload = () => {
    void queries.invalidateQueries()
    onClose()
  }
  const required = [{ required: true, message: t('required') }]
  return (
    <Modal open title={t(organisation ? 'edit' : 'new')} okText={t('common:save')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={organisation ?? {}} onValuesChange={(changes) => 'uscc' in changes && keep([])} onFinish={() => save.mutate(confirmed)}>
        <FormProblem form={form} error={save.error} onConfirm={confirm} onReload={reload} />
        <Form.Item name="name" label={t('name')} rules={required}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="kind" label={t('kindTitle')} rules={required}>
          <Select options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))} />
        </Form.Item>
        <Form.Item name="division" label={t('division')} rules={required}>
          <DivisionPicker />
        </Form.Item>
        <Form.Item name="uscc" label={t('uscc')} extra={t('usccHint')} normalize={(text: string) => text.trim().toUpperCase()}>
          <Input maxLength={18} autoCapitalize="characters" autoComplete="off" />
        </Form.Item>
        <Form.Item name="uscc_note" label={t('usccNote')} extra={t('usccNoteHint')}>
          <Input maxLength={500} />
        </Form.Item>
        <Form.Item name="contact" label={t('contact')}>
          <Input maxLength={100} />
        </Form.Item>
        {organisation && (
          <Form.Item name="disabled" label={t('disabledLabel')} valuePropName="checked">
            <Switch />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}

const filled = (fields: OrganisationInput) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== '' && value !== null)) as OrganisationInput

async function send(organisation: Organisation | undefined, body: OrganisationInput) {
  if (!organisation) return createOrganisation({ body, throwOnError: true })
  return putOrganisation({ path: { id: organisation.id }, headers: { 'If-Match': `"${organisation.version}"` }, body, throwOnError: true })
}
