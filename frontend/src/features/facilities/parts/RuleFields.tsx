import { DeleteOutlined } from '@ant-design/icons'
import { Button, Checkbox, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { FacilityRule } from '@/client'
import { DayInput } from '@/ui/DayInput'

interface Props {
  name: number
  rule: FacilityRule | undefined
  onRemove: () => void
}

/** RuleFields holds one opening rule: which days, and from when to when or closed. */
export function RuleFields({ name, rule, onRemove }: Props) {
  const { t } = useTranslation('parts')
  const exception = rule?.layer === 'exception'
  const dated = exception || rule?.from || rule?.to
  const required = [{ required: true, message: t('required') }]
  return (
    <div className="ft-rule">
      {!exception && rule?.layer !== 'holiday' && (
        <Form.Item name={[name, 'weekdays']} label={t('opening.weekdays')}>
          <Checkbox.Group options={[1, 2, 3, 4, 5, 6, 7].map((value) => ({ value, label: t(`opening.weekday.${value}`) }))} />
        </Form.Item>
      )}
      <div className="ft-rule-line">
        {dated && (
          <>
            <Form.Item name={[name, 'from']} label={t('opening.from')} rules={exception ? required : []}>
              <DayInput />
            </Form.Item>
            <Form.Item name={[name, 'to']} label={t('opening.to')} rules={exception ? required : []}>
              <DayInput {...(rule?.from && { min: rule.from })} />
            </Form.Item>
          </>
        )}
        <Form.Item name={[name, 'closed']} valuePropName="checked" label={t('opening.wholeDay')}>
          <Checkbox>{t('opening.closed')}</Checkbox>
        </Form.Item>
        {!rule?.closed && (
          <>
            <Form.Item name={[name, 'opens']} label={t('opening.opens')} rules={required}>
              <Input type="time" />
            </Form.Item>
            {/* Midnight at the end of a day is 24:00 to the API and 00:00 to a browser. */}
            <Form.Item name={[name, 'closes']} label={t('opening.closes')} rules={required} getValueProps={(value) => ({ value: value === '24:00' ? '00:00' : value })} normalize={(value) => (value === '00:00' ? '24:00' : value)}>
              <Input type="time" />
            </Form.Item>
          </>
        )}
        <Form.Item name={[name, 'note']} label={t('opening.note')}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <Button icon={<DeleteOutlined />} className="ft-rule-remove" onClick={onRemove}>
          {t('opening.removeRule')}
        </Button>
      </div>
    </div>
  )
}
