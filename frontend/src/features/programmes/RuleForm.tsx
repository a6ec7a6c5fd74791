import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, DatePicker, Drawer, Form, Input, Radio, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addTimetableRule, putTimetableRule, type Cohort, type Layer, type Rule, type RuleInput } from '@/client'
import { listSpacesOptions } from '@/client/@tanstack/react-query.gen'
import { newKey } from '@/lib/key'
import { DayInput } from '@/ui/DayInput'
import { FormProblem } from '@/ui/FormProblem'
import './programmes.css'
import { endOf, minutesBetween, ruleOf, weekdays, weekOf, type Weekday } from './rrule'
import { RulePreview } from './RulePreview'

/** What the week picker holds. */
export interface WeekFields {
  days?: Weekday[]
  interval?: number
  rrule?: string // a rule that the week picker cannot show
  starts?: string
  ends?: string
  space_id?: string
  from_day?: string
  to_day?: string
  layer?: Layer
  except_days?: string[]
}

/** inputOf writes the fields as the API takes them; undefined while something is missing. */
export function inputOf(fields: WeekFields): RuleInput | undefined {
  const { days, interval, starts, ends, space_id, from_day, to_day, layer, except_days } = fields
  const rrule = fields.rrule ?? (days?.length ? ruleOf({ days, interval: interval ?? 1 }) : undefined)
  if (!rrule || !starts || !ends || !space_id || !to_day) return undefined
  return { rrule, starts, minutes: minutesBetween(starts, ends), space_id, to_day, ...(from_day && { from_day }), ...(layer && { layer }), ...(except_days?.length && { except_days }) }
}

function fieldsOf(cohort: Cohort, rule?: Rule): WeekFields {
  if (!rule) return { days: ['MO', 'TU', 'WE', 'TH', 'FR'], interval: 1, starts: '16:30', ends: '18:00', from_day: cohort.first_day, to_day: cohort.last_day, layer: 'school_days', ...(cohort.space_id && { space_id: cohort.space_id }) }
  const { starts, minutes, space_id, from_day, to_day, layer, except_days } = rule
  return { ...(weekOf(rule.rrule) ?? { rrule: rule.rrule }), starts, ends: endOf(starts, minutes), space_id, from_day, to_day, layer, except_days }
}

interface Props {
  cohort: Cohort
  rule?: Rule
  onClose: () => void
}

/** RuleForm chooses weekdays, time and room, and shows at once which days that gives and what stands in the way. */
export function RuleForm({ cohort, rule, onClose }: Props) {
  const { t } = useTranslation('programmes')
  const [form] = Form.useForm<WeekFields>()
  const [key] = useState(newKey)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const done = () => {
    void queries.invalidateQueries()
    onClose()
  }
  const save = useMutation({
    mutationFn: async (body: RuleInput) => {
      if (rule) return putTimetableRule({ path: { id: cohort.id, rule: rule.id }, headers: { 'If-Match': `"${rule.version}"` }, body, throwOnError: true })
      return addTimetableRule({ path: { id: cohort.id }, headers: { 'Idempotency-Key': `${key}.${JSON.stringify(body).length}` }, body, throwOnError: true })
    },
    onSuccess: () => {
      message.success(t('timetable.saved'))
      done()
    },
  })
  return (
    <Drawer
      open
      size={640}
      title={t(rule ? 'timetable.edit' : 'timetable.add')}
      onClose={onClose}
      mask={{ closable: false }}
      footer={
        <div className="ft-row-actions">
          <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
            {t('timetable.save')}
          </Button>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
        </div>
      }
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={fieldsOf(cohort, rule)}
        onFinish={() => {
          const input = inputOf(form.getFieldsValue(true))
          if (input) save.mutate(input)
        }}
      >
        <FormProblem form={form} error={save.error} onReload={done} />
        <WeekPicker cohort={cohort} custom={Boolean(rule && !weekOf(rule.rrule))} />
        <RulePreview cohort={cohort} form={form} {...(rule && { replaces: rule.id })} />
      </Form>
    </Drawer>
  )
}

function WeekPicker({ cohort, custom }: { cohort: Cohort; custom: boolean }) {
  const { t } = useTranslation('programmes')
  const spaces = useQuery(listSpacesOptions({ path: { id: cohort.facility_id } }))
  const required = [{ required: true, message: t('required') }]
  const within = { min: cohort.first_day, max: cohort.last_day, allowClear: false }
  return (
    <>
      {custom ? (
        <Form.Item name="rrule" label={t('timetable.rrule')} extra={t('timetable.rruleHint')} rules={required}>
          <Input maxLength={300} />
        </Form.Item>
      ) : (
        <>
          <Form.Item name="days" label={t('timetable.days')} rules={[{ validator: (_, days?: Weekday[]) => (days?.length ? Promise.resolve() : Promise.reject(new Error(t('required')))) }]}>
            <Checkbox.Group options={weekdays.map((value) => ({ value, label: t(`weekday.${value}`) }))} />
          </Form.Item>
          <Form.Item name="interval" label={t('timetable.interval')}>
            <Radio.Group options={[1, 2].map((value) => ({ value, label: t(`timetable.intervals.${value}`) }))} />
          </Form.Item>
        </>
      )}
      <div className="ft-times">
        <Form.Item name="starts" label={t('timetable.starts')} rules={required}>
          <Input type="time" />
        </Form.Item>
        <Form.Item name="ends" label={t('timetable.ends')} rules={required}>
          <Input type="time" />
        </Form.Item>
      </div>
      <Form.Item name="space_id" label={t('cohort.space')} extra={spaces.data?.items.length === 0 ? t('cohort.noSpaces') : undefined} rules={required}>
        <Select loading={spaces.isPending} options={(spaces.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item name="layer" label={t('timetable.layer')}>
        <Radio.Group options={(['school_days', 'vacation', 'always'] as const).map((value) => ({ value, label: t(`layer.${value}`) }))} />
      </Form.Item>
      <div className="ft-times">
        <Form.Item name="from_day" label={t('timetable.from')} rules={required}>
          <DayInput {...within} />
        </Form.Item>
        <Form.Item name="to_day" label={t('timetable.to')} rules={required}>
          <DayInput {...within} />
        </Form.Item>
      </div>
      <Form.Item name="except_days" label={t('timetable.exceptions')} extra={t('timetable.exceptionsHint')}>
        <Days min={cohort.first_day} max={cohort.last_day} />
      </Form.Item>
    </>
  )
}

function Days({ value = [], onChange, id, min, max }: { value?: string[]; onChange?: (days: string[]) => void; id?: string; min: string; max: string }) {
  return (
    <DatePicker
      multiple
      {...(id && { id })}
      className="ft-day"
      value={value.map((day) => dayjs(day))}
      onChange={(days) => onChange?.((days as dayjs.Dayjs[] | null)?.map((day) => day.format('YYYY-MM-DD')) ?? [])}
      minDate={dayjs(min)}
      maxDate={dayjs(max)}
    />
  )
}
