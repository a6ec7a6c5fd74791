import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { putCalendarYear, type CalendarYear, type CalendarYearInput } from '@/client'
import { DayInput } from '@/ui/DayInput'
import { FormProblem } from '@/ui/FormProblem'

/** HolidaysForm enters a year as the State Council has announced it. */
export function HolidaysForm({ year, onClose }: { year: CalendarYear; onClose: () => void }) {
  const { t } = useTranslation('division')
  const [form] = Form.useForm<CalendarYearInput>()
  const queries = useQueryClient()
  const done = () => {
    void queries.invalidateQueries()
    onClose()
  }
  const save = useMutation({
    mutationFn: (body: CalendarYearInput) => putCalendarYear({ path: { year: year.year }, headers: { 'If-Match': `"${year.version}"` }, body, throwOnError: true }),
    onSuccess: done,
  })
  const required = [{ required: true, whitespace: true, message: t('required') }]
  return (
    <Modal open width={760} title={t('holidays.editTitle', { year: year.year })} okText={t('common:save')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose} mask={{ closable: false }}>
      <Form form={form} layout="vertical" initialValues={{ source: year.source, days: year.days.length > 0 ? year.days : [{ kind: 'holiday' }] }} onFinish={({ source, days }) => save.mutate({ source, days: days ?? [] })}>
        <FormProblem form={form} error={save.error} onReload={done} />
        <Form.Item name="source" label={t('holidays.notice')} extra={t('holidays.noticeHint')} rules={required}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <Form.List name="days">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key, name }) => (
                <div key={key} className="ft-term" role="group" aria-label={t('terms.number', { n: name + 1 })}>
                  <Form.Item name={[name, 'day']} label={t('holidays.day')} rules={required}>
                    <DayInput allowClear={false} min={`${year.year}-01-01`} max={`${year.year}-12-31`} />
                  </Form.Item>
                  <Form.Item name={[name, 'kind']} label={t('holidays.kind')}>
                    <Select options={['holiday', 'workday'].map((value) => ({ value, label: t(`holidays.kinds.${value}`) }))} />
                  </Form.Item>
                  <Form.Item name={[name, 'name']} label={t('holidays.name')} rules={required}>
                    <Input maxLength={40} autoComplete="off" />
                  </Form.Item>
                  <Button icon={<DeleteOutlined />} aria-label={t('terms.remove', { n: name + 1 })} onClick={() => remove(name)} />
                </div>
              ))}
              <Button icon={<PlusOutlined />} onClick={() => add({ kind: 'holiday' })}>
                {t('holidays.add')}
              </Button>
            </>
          )}
        </Form.List>
      </Form>
    </Modal>
  )
}
