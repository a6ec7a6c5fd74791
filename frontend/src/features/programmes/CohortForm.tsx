import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Collapse, Form, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addCohort, putCohort, type Cohort, type CohortInput, type Programme } from '@/client'
import { listSpacesOptions } from '@/client/@tanstack/react-query.gen'
import { newKey } from '@/lib/key'
import { DayInput } from '@/ui/DayInput'
import { FormProblem } from '@/ui/FormProblem'
import { filled } from './ProgrammeFields'
import './programmes.css'
import { allocations } from './words'

interface Props {
  programme: Pick<Programme, 'id' | 'facility_id'>
  cohort?: Cohort
  onClose: () => void
  onSaved?: (cohort: Cohort) => void
}

/** CohortForm adds a group to a programme or changes one. */
export function CohortForm({ programme, cohort, onClose, onSaved }: Props) {
  const { t } = useTranslation('programmes')
  const [form] = Form.useForm<CohortInput>()
  const [key] = useState(newKey)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: (input: CohortInput) => send(programme.id, cohort, filled(input), key),
    onSuccess: ({ data }) => {
      message.success(t('saved'))
      void queries.invalidateQueries()
      onClose()
      onSaved?.(data)
    },
  })
  const reload = () => {
    void queries.invalidateQueries()
    onClose()
  }
  return (
    <Modal
      open
      title={t(cohort ? 'cohort.edit' : 'cohort.add')}
      okText={t('common:save')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Form form={form} layout="vertical" initialValues={cohort ?? { name: t('cohort.firstName'), places: 20, allocation: 'first_come', offer_hours: 48, alert_minutes: 15, children_per_adult: 15, absences_follow_up: 3 }} onFinish={() => save.mutate(inputOf(form.getFieldsValue(true)))}>
        <FormProblem form={form} error={save.error} onReload={reload} />
        <CohortFields facility={programme.facility_id} fixed={Boolean(cohort && cohort.phase !== 'draft')} taken={cohort?.taken ?? 0} />
      </Form>
    </Modal>
  )
}

// What the form was begun with holds more than a person fills in.
const inputOf = ({ name, space_id, allocation, places, first_day, last_day, offer_hours, alert_minutes, children_per_adult, absences_follow_up }: CohortInput) =>
  ({ name, space_id, allocation, places, first_day, last_day, offer_hours, alert_minutes, children_per_adult, absences_follow_up }) as CohortInput

function CohortFields({ facility, fixed, taken }: { facility: string; fixed: boolean; taken: number }) {
  const { t } = useTranslation('programmes')
  const spaces = useQuery(listSpacesOptions({ path: { id: facility } }))
  const first = Form.useWatch('first_day') as string | undefined
  const required = [{ required: true, message: t('required') }]
  return (
    <>
      <div className="ft-pair">
        <Form.Item name="name" label={t('cohort.name')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="places" label={t('cohort.places')} extra={taken > 0 ? t('cohort.takenHint', { taken }) : t('cohort.placesHint')} rules={required}>
          <InputNumber min={0} max={10_000} precision={0} />
        </Form.Item>
        <Form.Item name="first_day" label={t('cohort.firstDay')} rules={required}>
          <DayInput />
        </Form.Item>
        <Form.Item name="last_day" label={t('cohort.lastDay')} rules={required}>
          <DayInput {...(first && { min: first })} />
        </Form.Item>
      </div>
      <Form.Item name="space_id" label={t('cohort.space')} extra={spaces.data?.items.length === 0 ? t('cohort.noSpaces') : undefined}>
        <Select allowClear loading={spaces.isPending} options={(spaces.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item name="allocation" label={t('cohort.allocation')} extra={fixed ? t('cohort.allocationFixed') : undefined}>
        <Select disabled={fixed} options={allocations.map((value) => ({ value, label: t(`allocation.${value}`) }))} />
      </Form.Item>
      <Collapse
        ghost
        items={[
          {
            key: 'more',
            label: t('cohort.more'),
            forceRender: true,
            children: (
              <div className="ft-pair">
                <Numbers name="offer_hours" most={720} />
                <Numbers name="alert_minutes" most={240} />
                <Numbers name="children_per_adult" most={100} />
                <Numbers name="absences_follow_up" most={100} />
              </div>
            ),
          },
        ]}
      />
    </>
  )
}

function Numbers({ name, most }: { name: string; most: number }) {
  const { t } = useTranslation('programmes')
  return (
    <Form.Item name={name} label={t(`cohort.${name}`)}>
      <InputNumber min={1} max={most} precision={0} />
    </Form.Item>
  )
}

async function send(programme: string, cohort: Cohort | undefined, body: CohortInput, key: string) {
  if (!cohort) return addCohort({ path: { id: programme }, headers: { 'Idempotency-Key': key }, body, throwOnError: true })
  return putCohort({ path: { id: cohort.id }, headers: { 'If-Match': `"${cohort.version}"` }, body, throwOnError: true })
}
