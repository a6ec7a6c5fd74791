import { Button, Form, Input, InputNumber, Select, type FormInstance, type FormRule as Rule } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { today } from '@/lib/dates'
import { DayInput } from '@/ui/DayInput'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { level } from '@/ui/divisions'
import './facilities.css'
import type { Fields } from './fields'
import { FacilitySelect, OrganisationSelect } from '@/ui/RecordSelect'
import { accessibility, kinds, statuses } from './words'

interface Props {
  form: FormInstance<Fields>
  initial: Fields
  /** A new facility may have begun its life already; later it moves by commands. */
  isNew?: boolean
  saving: boolean
  problem: ReactNode
  onSave: (fields: Fields) => void
  onCancel: () => void
  onEdit?: () => void
}

/** FacilityForm holds everything that a person fills in about a facility. */
export function FacilityForm({ form, initial, isNew = false, saving, problem, onSave, onCancel, onEdit }: Props) {
  const { t } = useTranslation('facilities')
  return (
    <Form<Fields> form={form} layout="vertical" className="ft-form" initialValues={initial} onFinish={() => onSave(form.getFieldsValue(true))} {...(onEdit && { onValuesChange: onEdit })}>
      {problem}
      <Basics />
      {isNew && <Life form={form} />}
      <Place />
      <Operation />
      <div className="ft-form-foot">
        <Button type="primary" htmlType="submit" loading={saving}>
          {t('common:save')}
        </Button>
        <Button onClick={onCancel}>{t('common:cancel')}</Button>
      </div>
    </Form>
  )
}

function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="ft-panel" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

function useField() {
  const { t } = useTranslation('facilities')
  return {
    t,
    required: [{ required: true, message: t('required') }],
    label: (name: string) => t(`field.${name}`),
  }
}

function Basics() {
  const { t, required, label } = useField()
  const kind = Form.useWatch('kind')
  const division = Form.useWatch('division') as string | undefined
  return (
    <Panel title={t('basics')}>
      <Form.Item name="name" label={label('name')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
        <Input maxLength={200} />
      </Form.Item>
      <div className="ft-columns">
        <Form.Item name="kind" label={label('kind')} extra={kind && t(`kindNote.${kind}`)} rules={required}>
          <Select options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))} />
        </Form.Item>
        <Form.Item name="code" label={label('code')} extra={t('codeHint')}>
          <Input maxLength={64} />
        </Form.Item>
      </div>
      {kind === 'childrens_home' && (
        <Form.Item name="host_id" label={label('host_id')} extra={t('hostHint')} rules={required}>
          <FacilitySelect within={division && `${division.slice(0, 6)}000000`} />
        </Form.Item>
      )}
      <Form.Item name="notes" label={label('notes')}>
        <Input.TextArea rows={2} maxLength={2000} />
      </Form.Item>
    </Panel>
  )
}

function Life({ form }: { form: FormInstance<Fields> }) {
  const { t, label } = useField()
  const status = Form.useWatch('status', form)
  const begun = status === 'open' || status === 'suspended' || status === 'closed'
  return (
    <Panel title={t('life')}>
      <div className="ft-columns">
        <Form.Item name="status" label={label('status')} initialValue="planned">
          <Select options={statuses.map((value) => ({ value, label: t(`status.${value}`) }))} />
        </Form.Item>
        {begun && (
          <Form.Item name="opened_on" label={label('opened_on')}>
            <DayInput max={today()} />
          </Form.Item>
        )}
        {status === 'closed' && (
          <Form.Item name="closed_on" label={label('closed_on')}>
            <DayInput max={today()} />
          </Form.Item>
        )}
        {status && status !== 'open' && status !== 'closed' && (
          <Form.Item name="since" label={t('since')}>
            <DayInput max={today()} />
          </Form.Item>
        )}
      </div>
    </Panel>
  )
}

// Half a pair of coordinates is no place.
const both = (other: string, message: string): Rule => ({ getFieldValue }) => ({
  validator: (_, value?: number) => (value === undefined || value === null) === (getFieldValue(['point', other]) === undefined || getFieldValue(['point', other]) === null) ? Promise.resolve() : Promise.reject(new Error(message)),
})

function Place() {
  const { t, required, label } = useField()
  return (
    <Panel title={t('place')}>
      <Form.Item name="division" label={label('division')} extra={t('divisionHint')} rules={required}>
        <DivisionPicker levels={[level.city, level.county, level.township, level.community]} />
      </Form.Item>
      <Form.Item name="address" label={label('address')}>
        <Input maxLength={300} />
      </Form.Item>
      <div className="ft-columns">
        <Form.Item name={['point', 'latitude']} label={label('latitude')} dependencies={[['point', 'longitude']]} rules={[both('longitude', t('bothHalves'))]}>
          <InputNumber className="ft-wide" step={0.0001} placeholder="30.1500" />
        </Form.Item>
        <Form.Item name={['point', 'longitude']} label={label('longitude')} dependencies={[['point', 'latitude']]} rules={[both('latitude', t('bothHalves'))]}>
          <InputNumber className="ft-wide" step={0.0001} placeholder="120.0700" />
        </Form.Item>
        <Form.Item name={['point', 'datum']} label={label('datum')} extra={t('datumHint')} initialValue="gcj02">
          <Select options={['gcj02', 'bd09', 'wgs84'].map((value) => ({ value, label: t(`datum.${value}`) }))} />
        </Form.Item>
      </div>
      <div className="ft-columns">
        <Form.Item name="floor_area_m2" label={label('floor_area_m2')}>
          <InputNumber className="ft-wide" min={0} precision={2} />
        </Form.Item>
        <Form.Item name="activity_area_m2" label={label('activity_area_m2')} extra={t('activityHint')}>
          <InputNumber className="ft-wide" min={0} precision={2} />
        </Form.Item>
      </div>
      <Form.Item name="accessibility" label={label('accessibility')}>
        <Select mode="multiple" allowClear options={accessibility.map((value) => ({ value, label: t(`accessibility.${value}`) }))} />
      </Form.Item>
    </Panel>
  )
}

function Operation() {
  const { t, label } = useField()
  return (
    <Panel title={t('operation')}>
      <Form.Item name="operator_id" label={label('operator_id')}>
        <OrganisationSelect />
      </Form.Item>
      <div className="ft-columns">
        <Form.Item name="contact_name" label={label('contact_name')}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item name="contact_phone" label={label('contact_phone')} extra={t('phoneHint')}>
          <Input maxLength={32} inputMode="tel" autoComplete="off" />
        </Form.Item>
      </div>
    </Panel>
  )
}
