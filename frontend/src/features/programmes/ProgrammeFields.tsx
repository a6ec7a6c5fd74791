import { Form, Input, InputNumber, Radio, Select, type FormInstance } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Programme, ProgrammeInput } from '@/client'
import { MoneyInput } from '@/ui/Money'
import { FacilitySelect, OrganisationSelect } from '@/ui/RecordSelect'
import { kinds, usualAges } from './words'

/** ProgrammeFields holds what a person fills in about a programme; it stays in its facility once it is there. */
export function ProgrammeFields({ form, fixed = false }: { form: FormInstance<ProgrammeInput>; fixed?: boolean }) {
  const { t } = useTranslation('programmes')
  const required = [{ required: true, message: t('required') }]
  const rule = Form.useWatch('fee_rule', form)
  // What a kind usually is called and for whom it is, unless a person has said otherwise.
  const choose = (kind: Programme['kind']) => {
    const names = kinds.map((value) => t(`kind.${value}`))
    if (!form.getFieldValue('name') || names.includes(form.getFieldValue('name'))) form.setFieldValue('name', t(`kind.${kind}`))
    if (!form.isFieldTouched('age_min') && !form.isFieldTouched('age_max') && !fixed) form.setFieldsValue({ age_min: usualAges[kind][0], age_max: usualAges[kind][1] })
  }
  return (
    <>
      {!fixed && (
        <Form.Item name="facility_id" label={t('facility')} extra={t('facilityHint')} rules={required}>
          <FacilitySelect />
        </Form.Item>
      )}
      <Form.Item name="kind" label={t('kindTitle')} rules={required}>
        <Select options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))} onChange={choose} />
      </Form.Item>
      <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
        <Input maxLength={100} />
      </Form.Item>
      <div className="ft-pair">
        <Form.Item name="age_min" label={t('ageMin')} rules={required}>
          <InputNumber min={0} max={120} precision={0} />
        </Form.Item>
        <Form.Item name="age_max" label={t('ageMax')} rules={required}>
          <InputNumber min={0} max={120} precision={0} />
        </Form.Item>
      </div>
      <Form.Item name="fee_rule" label={t('fee')} initialValue="free">
        <Radio.Group options={['free', 'per_session', 'per_cohort'].map((value) => ({ value, label: t(`feeRule.${value}`) }))} />
      </Form.Item>
      {rule && rule !== 'free' && (
        <Form.Item name="fee_fen" label={t('feeAmount')} rules={required}>
          <MoneyInput />
        </Form.Item>
      )}
      <Form.Item name="description" label={t('description')} extra={t('descriptionHint')}>
        <Input.TextArea rows={3} maxLength={4000} />
      </Form.Item>
      <Form.Item name="provider_id" label={t('provider')} extra={t('providerHint')}>
        <OrganisationSelect />
      </Form.Item>
    </>
  )
}

/** filled leaves out what was cleared, and a fee where there is none. */
export function filled<T extends object>(input: T): T {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== null && value !== '')) as T
}
