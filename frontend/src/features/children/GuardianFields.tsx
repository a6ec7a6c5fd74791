import { Checkbox, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { purposes, relations } from './words'

/** GuardianFields are those of one guardian; at is the place of the guardian in the form, such as ["guardians", 0]. */
export function GuardianFields({ at, name, isNew }: { at: (string | number)[]; name: (string | number)[]; isNew: boolean }) {
  const { t } = useTranslation('children')
  const form = Form.useFormInstance()
  const legal = Form.useWatch<boolean | undefined>([...at, 'legal'], { form, preserve: true })
  const barred = Form.useWatch<boolean | undefined>([...at, 'barred'], { form, preserve: true })
  return (
    <>
      <div className="ft-pair">
        <Form.Item name={[...name, 'name']} label={t('guardian.name')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name={[...name, 'relation']} label={t('guardian.relation')} rules={[{ required: true, message: t('required') }]}>
          <Select options={relations.map((value) => ({ value, label: t(`relation.${value}`) }))} />
        </Form.Item>
      </div>
      <div className="ft-pair">
        <Form.Item name={[...name, 'phone']} label={t('guardian.phone')}>
          <Input maxLength={20} autoComplete="off" inputMode="tel" />
        </Form.Item>
        <Form.Item name={[...name, 'email']} label={t('guardian.email')}>
          <Input maxLength={200} autoComplete="off" inputMode="email" />
        </Form.Item>
      </div>
      <div className="ft-below">
        <Form.Item name={[...name, 'legal']} valuePropName="checked" noStyle>
          <Checkbox>{t('guardian.legal')}</Checkbox>
        </Form.Item>
        {!barred && (
          <Form.Item name={[...name, 'may_pick_up']} valuePropName="checked" noStyle>
            <Checkbox>{t('guardian.mayPickUp')}</Checkbox>
          </Form.Item>
        )}
        <Form.Item name={[...name, 'barred']} valuePropName="checked" noStyle>
          <Checkbox>{t('guardian.barred')}</Checkbox>
        </Form.Item>
      </div>
      {barred && (
        <Form.Item name={[...name, 'barred_why']} label={t('guardian.barredWhy')} extra={t('guardian.barredHint')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
          <Input maxLength={200} />
        </Form.Item>
      )}
      {isNew && legal && (
        <Form.Item name={[...name, 'consents']} label={t('guardian.consents')} extra={t('guardian.consentsHint')}>
          <Checkbox.Group options={purposes.map((value) => ({ value, label: t(`purpose.${value}`) }))} />
        </Form.Item>
      )}
    </>
  )
}
