import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { putTerms, type CalendarTerm, type CalendarTerms } from '@/client'
import { DayInput } from '@/ui/DayInput'
import { FormProblem } from '@/ui/FormProblem'

interface Props {
  code: string
  /** What holds here now, perhaps from a division above: a calendar of its own begins with that. */
  terms: CalendarTerms
  onClose: () => void
}

/** TermsForm changes the school calendar of a division as a whole. */
export function TermsForm({ code, terms, onClose }: Props) {
  const { t } = useTranslation('division')
  const [form] = Form.useForm<{ terms: CalendarTerm[] }>()
  const queries = useQueryClient()
  const done = () => {
    void queries.invalidateQueries()
    onClose()
  }
  const save = useMutation({
    mutationFn: (body: { terms: CalendarTerm[] }) => putTerms({ path: { code }, headers: { 'If-Match': `"${terms.version}"` }, body, throwOnError: true }),
    onSuccess: done,
  })
  return (
    <Modal open width={760} title={t('terms.edit')} okText={t('common:save')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose} mask={{ closable: false }}>
      <Form form={form} layout="vertical" initialValues={{ terms: terms.terms.length > 0 ? terms.terms : [{ kind: 'term' }] }} onFinish={({ terms: given }) => save.mutate({ terms: given ?? [] })}>
        <FormProblem form={form} error={save.error} onReload={done} />
        <p className="ft-quiet">{t('terms.explain')}</p>
        <Form.List name="terms">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key, name }) => (
                <Term key={key} name={name} onRemove={() => remove(name)} />
              ))}
              <Button icon={<PlusOutlined />} onClick={() => add({ kind: 'term' })}>
                {t('terms.add')}
              </Button>
            </>
          )}
        </Form.List>
      </Form>
    </Modal>
  )
}

function Term({ name, onRemove }: { name: number; onRemove: () => void }) {
  const { t } = useTranslation('division')
  const required = [{ required: true, whitespace: true, message: t('required') }]
  return (
    <div className="ft-term" role="group" aria-label={t('terms.number', { n: name + 1 })}>
      <Form.Item name={[name, 'name']} label={t('terms.name')} rules={required}>
        <Input maxLength={60} autoComplete="off" placeholder={t('terms.nameHint')} />
      </Form.Item>
      <Form.Item name={[name, 'kind']} label={t('terms.kind')}>
        <Select options={['term', 'vacation'].map((value) => ({ value, label: t(`terms.kinds.${value}`) }))} />
      </Form.Item>
      <Form.Item name={[name, 'from']} label={t('terms.from')} rules={required}>
        <DayInput allowClear={false} />
      </Form.Item>
      <Form.Item name={[name, 'to']} label={t('terms.to')} rules={required}>
        <DayInput allowClear={false} />
      </Form.Item>
      <Button icon={<DeleteOutlined />} aria-label={t('terms.remove', { n: name + 1 })} onClick={onRemove} />
    </div>
  )
}
