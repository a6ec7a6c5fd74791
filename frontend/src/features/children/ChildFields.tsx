import { Form, Input, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { today } from '@/lib/dates'
import { DayInput } from '@/ui/DayInput'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { absences } from './words'

/** ChildFields are the facts of a child, in the order in which they are asked at a desk. */
export function ChildFields({ needsKept = false }: { needsKept?: boolean }) {
  const { t } = useTranslation('children')
  const form = Form.useFormInstance()
  const number = Form.useWatch<string | undefined>('identity_number', form)
  const required = [{ required: true, message: t('required') }]
  return (
    <>
      <div className="ft-pair">
        <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="sex" label={t('sexTitle')} rules={required}>
          <Radio.Group options={(['male', 'female'] as const).map((value) => ({ value, label: t(`sex.${value}`) }))} />
        </Form.Item>
      </div>
      <div className="ft-pair">
        <Form.Item name="birth_date" label={t('birthDate')} rules={required}>
          <DayInput max={today()} allowClear={false} />
        </Form.Item>
        <Form.Item name="division" label={t('division')} extra={t('divisionHint')} rules={required}>
          <DivisionPicker />
        </Form.Item>
      </div>
      <div className="ft-pair">
        <Form.Item name="identity_number" label={t('identityNumber')} normalize={(text: string) => text.trim().toUpperCase()}>
          <Input maxLength={18} autoComplete="off" autoCapitalize="characters" />
        </Form.Item>
        {!number && (
          <Form.Item name="identity_absent" label={t('identityAbsent')} rules={required}>
            <Select options={absences.map((value) => ({ value, label: t(`absence.${value}`) }))} />
          </Form.Item>
        )}
      </div>
      <div className="ft-pair">
        <Form.Item name="school" label={t('school')}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="grade" label={t('grade')}>
          <Input maxLength={40} />
        </Form.Item>
      </div>
      <Form.Item name="needs" label={t('needs')} extra={t(needsKept ? 'needsKept' : 'needsHint')}>
        <Input.TextArea rows={2} maxLength={2000} />
      </Form.Item>
    </>
  )
}
