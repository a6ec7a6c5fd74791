import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Form, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { askEnrolment, type Cohort } from '@/client'
import { listChildrenOptions } from '@/client/@tanstack/react-query.gen'
import { problemOf } from '@/lib/api'
import { useDebounced } from '@/lib/debounce'
import { newKey } from '@/lib/key'
import { FormProblem } from '@/ui/FormProblem'

/** Request asks for a place for a child, or for siblings who are to stay together. */
export function Request({ cohort, onClose }: { cohort: Cohort; onClose: () => void }) {
  const { t } = useTranslation('enrolments')
  const [form] = Form.useForm<{ child_ids: string[] }>()
  const [key] = useState(newKey)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: async (body: { child_ids: string[] }) => (await askEnrolment({ path: { id: cohort.id }, headers: { 'Idempotency-Key': key }, body, throwOnError: true })).data,
    retry: (times, error) => times < 2 && problemOf(error).code === 'offline',
    onSuccess: ({ items }) => {
      message.success(t(`done.${items[0]?.status ?? 'waiting'}`, { count: items.length }))
      void queries.invalidateQueries()
      onClose()
    },
  })
  return (
    <Modal open title={t('request')} okText={t('requestOk')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose} maskClosable={false}>
      <Form form={form} layout="vertical" onFinish={(input) => save.mutate(input)}>
        <FormProblem form={form} error={save.error} />
        <Form.Item name="child_ids" label={t('children')} extra={t('childrenHint')} rules={[{ required: true, message: t('required') }]}>
          <ChildSelect />
        </Form.Item>
        <p>
          <Link to="/children/new">{t('newChild')}</Link>
        </p>
      </Form>
    </Modal>
  )
}

interface ChildSelectProps {
  value?: string[]
  onChange?: (ids: string[]) => void
  id?: string
}

function ChildSelect({ value, onChange, id }: ChildSelectProps) {
  const { t } = useTranslation('enrolments')
  const [typed, type] = useState('')
  const q = useDebounced(typed.trim())
  const found = useQuery({ ...listChildrenOptions({ query: { limit: 20, ...(q && { q }) } }), placeholderData: keepPreviousData })
  const [names, keep] = useState<Record<string, string>>({})
  const options = (found.data?.items ?? []).map((child) => ({ value: child.id, label: `${child.name} ${child.birth_date}` }))
  const known = Object.entries(names).map(([chosen, label]) => ({ value: chosen, label }))
  return (
    <Select<string[]>
      {...(id && { id })}
      mode="multiple"
      value={value ?? []}
      maxCount={10}
      loading={found.isFetching}
      placeholder={t('typeChild')}
      showSearch={{ filterOption: false, searchValue: typed, onSearch: type }}
      options={[...known.filter((line) => !options.some((other) => other.value === line.value)), ...options]}
      onChange={(ids) => {
        keep(Object.fromEntries(ids.map((chosen) => [chosen, names[chosen] ?? options.find((line) => line.value === chosen)?.label ?? ''])))
        type('')
        onChange?.(ids)
      }}
    />
  )
}
