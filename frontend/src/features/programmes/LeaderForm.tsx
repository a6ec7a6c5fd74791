import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Modal, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { assignCohortWorker, type AssignInput, type Candidate, type Cohort } from '@/client'
import { listCandidatesOptions } from '@/client/@tanstack/react-query.gen'
import { problemOf } from '@/lib/api'
import { formatDate } from '@/lib/dates'
import { useDebounced } from '@/lib/debounce'
import { DayInput } from '@/ui/DayInput'
import { FormProblem } from '@/ui/FormProblem'

/** LeaderForm puts somebody on all sessions of a group that lie ahead, or on those up to a day. */
export function LeaderForm({ cohort, onClose }: { cohort: Cohort; onClose: () => void }) {
  const { t } = useTranslation('programmes')
  const [form] = Form.useForm<AssignInput>()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: ({ worker_id, role, to_day }: AssignInput) =>
      assignCohortWorker({ path: { id: cohort.id }, body: { worker_id, ...(role && { role }), ...(to_day && { to_day }) }, throwOnError: true }),
    onSuccess: ({ data }) => {
      message.success(t('leaders.assigned', { number: data.sessions }))
      void queries.invalidateQueries()
      onClose()
    },
  })
  return (
    <Modal open title={t('leaders.add')} okText={t('common:save')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose} mask={{ closable: false }}>
      <Form form={form} layout="vertical" initialValues={{ role: 'leader' }} onFinish={(input) => save.mutate(input)}>
        <FormProblem form={form} error={save.error} />
        <UpTo
          error={save.error}
          onChoose={(day) => {
            form.setFieldValue('to_day', day)
            form.submit()
          }}
        />
        <Form.Item name="worker_id" label={t('leaders.who')} extra={t('leaders.whoHint')} rules={[{ required: true, message: t('required') }]}>
          <CandidateSelect cohort={cohort} />
        </Form.Item>
        <Form.Item name="role" label={t('leaders.role')}>
          <Radio.Group options={(['leader', 'helper'] as const).map((value) => ({ value, label: t(`leaders.roles.${value}`) }))} />
        </Form.Item>
        <Form.Item name="to_day" label={t('leaders.upTo')} extra={t('leaders.upToHint')}>
          <DayInput min={cohort.first_day} max={cohort.last_day} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

// A record check that ends before the group does still covers the sessions before.
function UpTo({ error, onChoose }: { error: unknown; onChoose: (day: string) => void }) {
  const { t, i18n } = useTranslation('programmes')
  const problem = error ? problemOf(error) : undefined
  const day = problem?.code === 'worker_check_missing' ? problem.params.valid_to : undefined
  if (typeof day !== 'string') return null
  const text = formatDate(day, i18n.language)
  return <Alert className="ft-form-alert" type="info" showIcon title={t('leaders.upToOffer', { day: text })} action={<Button onClick={() => onChoose(day)}>{t('leaders.upToDo', { day: text })}</Button>} />
}

function CandidateSelect({ cohort, value, onChange, id }: { cohort: Cohort; value?: string; onChange?: (id: string | undefined) => void; id?: string }) {
  const { t, i18n } = useTranslation('programmes')
  const [typed, type] = useState('')
  const q = useDebounced(typed.trim())
  const found = useQuery({ ...listCandidatesOptions({ path: { id: cohort.id }, query: q ? { q } : {} }), placeholderData: keepPreviousData })
  const line = (one: Candidate) => `${one.worker_name} · ${one.check_valid_to ? t('leaders.checkedTo', { day: formatDate(one.check_valid_to, i18n.language) }) : t('leaders.noCheck')}`
  return (
    <Select<string>
      {...(id && { id })}
      value={value ?? null}
      loading={found.isFetching}
      notFoundContent={found.data ? t('leaders.nobody') : null}
      showSearch={{ filterOption: false, searchValue: typed, onSearch: type }}
      options={(found.data?.items ?? []).map((one) => ({ value: one.worker_id, label: line(one) }))}
      onChange={(next) => {
        type('')
        onChange?.(next ?? undefined)
      }}
    />
  )
}
