import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Form, Input, Modal, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { createSeriesPoint, type StatisticsPointInput, type StatisticsSeries } from '@/client'
import { useMe } from '@/lib/api'
import { newKey } from '@/lib/key'
import { DayInput } from '@/ui/DayInput'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { FormProblem } from '@/ui/FormProblem'

type Values = StatisticsPointInput & { time: 'day' | 'period' }

/** PointForm adds a published value, for a day or for a period. */
export function PointForm({ series, title, onClose }: { series: StatisticsSeries; title: string; onClose: () => void }) {
  const { t } = useTranslation('published')
  const [form] = Form.useForm<Values>()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const home = useMe().data?.home
  const save = useMutation({
    mutationFn: (fields: Values) => createSeriesPoint({ path: { code: series.code }, body: bodyOf(fields), headers: { 'Idempotency-Key': newKey() }, throwOnError: true }),
    onSuccess: () => {
      message.success(t('saved'))
      void queries.invalidateQueries()
      onClose()
    },
  })
  return (
    <Modal open title={t('addTo', { title })} okText={t('common:save')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={{ division: home, time: 'day' }} onFinish={(fields) => save.mutate(fields)}>
        <FormProblem form={form} error={save.error} />
        <Fields share={series.unit === 'share'} />
      </Form>
    </Modal>
  )
}

// The API takes either a day or a period.
function bodyOf({ time, ...fields }: Values): StatisticsPointInput {
  const other = time === 'day' ? ['from_day', 'to_day'] : ['as_of']
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => value && !other.includes(name))) as StatisticsPointInput
}

function Fields({ share }: { share: boolean }) {
  const { t } = useTranslation('published')
  const required = [{ required: true, message: t('required') }]
  const time = Form.useWatch('time') as Values['time'] | undefined
  const days = time === 'period' ? (['from_day', 'to_day'] as const) : (['as_of'] as const)
  return (
    <>
      <Form.Item name="division" label={t('field.division')} rules={required}>
        <DivisionPicker />
      </Form.Item>
      <Form.Item name="value" label={t('field.value')} extra={share ? t('shareHint') : t('valueHint')} rules={required} normalize={(text: string) => text.trim()}>
        <Input maxLength={40} inputMode="decimal" autoComplete="off" />
      </Form.Item>
      <Form.Item name="time" label={t('field.time')}>
        <Radio.Group options={(['day', 'period'] as const).map((value) => ({ value, label: t(`time.${value}`) }))} />
      </Form.Item>
      <div className="ft-columns">
        {days.map((name) => (
          <Form.Item key={name} name={name} label={t(`field.${name}`)} rules={required}>
            <DayInput />
          </Form.Item>
        ))}
      </div>
      <Form.Item name="note_zh" label={t('field.note_zh')}>
        <Input maxLength={500} />
      </Form.Item>
      <Form.Item name="note_en" label={t('field.note_en')}>
        <Input maxLength={500} />
      </Form.Item>
    </>
  )
}
