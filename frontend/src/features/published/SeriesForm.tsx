import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Form, Input, Modal, Select } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { createSeries, type StatisticsSeriesInput } from '@/client'
import { newKey } from '@/lib/key'
import { FormProblem } from '@/ui/FormProblem'
import { codeOf } from './code'

const units = ['facility', 'share', 'yuan', 'm2', 'person', 'household']

/** SeriesForm adds a published figure, still without values. */
export function SeriesForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('published')
  const [form] = Form.useForm<StatisticsSeriesInput>()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const proposed = useRef('')
  const save = useMutation({
    mutationFn: (body: StatisticsSeriesInput) => createSeries({ body, headers: { 'Idempotency-Key': newKey() }, throwOnError: true }),
    onSuccess: () => {
      message.success(t('saved'))
      void queries.invalidateQueries()
      onClose()
    },
  })
  // A code that somebody typed stays.
  const propose = ({ title_en: title }: Partial<StatisticsSeriesInput>) => {
    if (title === undefined || (form.getFieldValue('code') ?? '') !== proposed.current) return
    proposed.current = codeOf(title)
    form.setFieldValue('code', proposed.current)
  }
  return (
    <Modal open width={640} title={t('new')} okText={t('common:save')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose}>
      <p className="ft-quiet">{t('newNote')}</p>
      <Form form={form} layout="vertical" initialValues={{ unit: 'facility' }} onValuesChange={propose} onFinish={(fields) => save.mutate(filled(fields))}>
        <FormProblem form={form} error={save.error} />
        <Fields />
      </Form>
    </Modal>
  )
}

const filled = (fields: StatisticsSeriesInput) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as StatisticsSeriesInput

function Fields() {
  const { t } = useTranslation('published')
  const text = (name: keyof StatisticsSeriesInput, maxLength: number, required = true) => (
    <Form.Item key={name} name={name} label={t(`field.${name}`)} rules={required ? [{ required, whitespace: true, message: t('required') }] : []}>
      {maxLength > 200 ? <Input.TextArea rows={2} maxLength={maxLength} /> : <Input maxLength={maxLength} />}
    </Form.Item>
  )
  return (
    <>
      {text('title_zh', 200)}
      {text('title_en', 200)}
      <div className="ft-columns">
        <Form.Item name="unit" label={t('field.unit')}>
          <Select options={units.map((value) => ({ value, label: t(`unit.${value}`) }))} />
        </Form.Item>
        <Form.Item name="code" label={t('field.code')} extra={t('codeHint')} rules={[{ required: true, message: t('required') }]}>
          <Input maxLength={80} autoComplete="off" />
        </Form.Item>
      </div>
      {text('scope_zh', 500)}
      {text('scope_en', 500)}
      {text('definition_zh', 1000, false)}
      {text('definition_en', 1000, false)}
      {text('source', 500)}
      {text('document', 200, false)}
    </>
  )
}
