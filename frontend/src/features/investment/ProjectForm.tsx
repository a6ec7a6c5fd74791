import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { createInvestment, putInvestment, type InvestmentProject, type InvestmentProjectInput } from '@/client'
import { today } from '@/lib/dates'
import { newKey } from '@/lib/key'
import { DayInput } from '@/ui/DayInput'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { level } from '@/ui/divisions'
import { FormProblem } from '@/ui/FormProblem'
import { MoneyInput } from '@/ui/Money'
import { FacilitySelect } from '@/ui/RecordSelect'
import { sources } from './words'

/** ProjectForm registers or changes a project with its funding lines. */
export function ProjectForm({ project, onClose }: { project?: InvestmentProject; onClose: () => void }) {
  const { t } = useTranslation('investment')
  const [form] = Form.useForm<InvestmentProjectInput>()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const save = useMutation({
    mutationFn: (fields: InvestmentProjectInput) => send(project, filled(fields)),
    onSuccess: ({ data }) => {
      message.success(t('saved'))
      void queries.invalidateQueries()
      onClose()
      if (!project) void navigate(`/investment/${data.id}`)
    },
  })
  return (
    <Modal open width={720} title={t(project ? 'edit' : 'new')} okText={t('common:save')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={project ?? { planned_on: today(), funding: [{ source: 'central', year: Number(today().slice(0, 4)) }] }} onFinish={(fields) => save.mutate(fields)}>
        <FormProblem form={form} error={save.error} {...(project && { onReload: () => void queries.invalidateQueries().then(onClose) })} />
        <Fields delivered={project?.status === 'delivered'} />
        <Funding />
      </Form>
    </Modal>
  )
}

const filled = (fields: InvestmentProjectInput) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== '' && value !== null)) as InvestmentProjectInput

async function send(project: InvestmentProject | undefined, body: InvestmentProjectInput) {
  if (!project) return createInvestment({ body, headers: { 'Idempotency-Key': newKey() }, throwOnError: true })
  return putInvestment({ path: { id: project.id }, headers: { 'If-Match': `"${project.version}"` }, body, throwOnError: true })
}

function Fields({ delivered }: { delivered: boolean }) {
  const { t } = useTranslation('investment')
  const required = [{ required: true, message: t('required') }]
  const division = Form.useWatch('division') as string | undefined
  return (
    <>
      <Form.Item name="name" label={t('field.name')} rules={required}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="division" label={t('field.division')} rules={required}>
        <DivisionPicker levels={[level.county, level.township, level.community]} />
      </Form.Item>
      <div className="ft-columns">
        <Form.Item name="planned_on" label={t('field.planned_on')} rules={required}>
          <DayInput allowClear={false} />
        </Form.Item>
        <Form.Item name="planned_area_m2" label={t('field.planned_area_m2')}>
          <InputNumber className="ft-wide" min={0} precision={2} />
        </Form.Item>
        {delivered && (
          <Form.Item name="delivered_area_m2" label={t('field.delivered_area_m2')}>
            <InputNumber className="ft-wide" min={0} precision={2} />
          </Form.Item>
        )}
      </div>
      <Form.Item name="facility_id" label={t('field.facility_id')}>
        <FacilitySelect within={division && `${division.slice(0, 6)}000000`} />
      </Form.Item>
      <Form.Item name="notes" label={t('field.notes')}>
        <Input.TextArea rows={2} maxLength={4000} />
      </Form.Item>
    </>
  )
}

function Funding() {
  const { t } = useTranslation('investment')
  const required = [{ required: true, message: t('required') }]
  return (
    <Form.List name="funding">
      {(lines, { add, remove }) => (
        <fieldset className="ft-funding">
          <legend>{t('funding')}</legend>
          {lines.map(({ key, name }) => (
            <div key={key} className="ft-funding-line">
              <Form.Item name={[name, 'source']} label={t('field.source')} rules={required}>
                <Select options={sources.map((value) => ({ value, label: t(`source.${value}`) }))} />
              </Form.Item>
              <Form.Item name={[name, 'year']} label={t('year')} rules={required}>
                <InputNumber className="ft-wide" min={1949} max={2199} precision={0} />
              </Form.Item>
              <Form.Item name={[name, 'amount_fen']} label={t('field.amount')} rules={required}>
                <MoneyInput className="ft-wide" />
              </Form.Item>
              <Form.Item name={[name, 'document']} label={t('field.document')}>
                <Input maxLength={200} />
              </Form.Item>
              <Button icon={<DeleteOutlined />} aria-label={t('removeLine', { n: name + 1 })} onClick={() => remove(name)} />
            </div>
          ))}
          <Button icon={<PlusOutlined />} onClick={() => add({ source: 'local', year: Number(today().slice(0, 4)) })}>
            {t('addLine')}
          </Button>
        </fieldset>
      )}
    </Form.List>
  )
}
