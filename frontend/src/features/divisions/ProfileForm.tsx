import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Form, Input, InputNumber, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { setDivisionProfile, type DivisionFigures, type DivisionProfile } from '@/client'
import { today } from '@/lib/dates'
import { DayInput } from '@/ui/DayInput'
import { FormProblem } from '@/ui/FormProblem'
import { ageBands } from './bands'

interface Props {
  code: string
  /** What is edited; nothing for new figures. */
  profile: DivisionProfile | undefined
  onClose: () => void
}

type Fields = DivisionFigures & { as_of: string }

/** ProfileForm enters the figures of a division as of a day. */
export function ProfileForm({ code, profile, onClose }: Props) {
  const { t } = useTranslation('division')
  const [form] = Form.useForm<Fields>()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: ({ as_of, ...figures }: Fields) =>
      setDivisionProfile({
        path: { code, as_of: profile?.as_of ?? as_of },
        body: filled(figures),
        ...(profile && { headers: { 'If-Match': `"${profile.version}"` } }),
        throwOnError: true,
      }),
    onSuccess: () => {
      void queries.invalidateQueries()
      onClose()
    },
  })
  return (
    <Modal open title={t(profile ? 'editProfile' : 'addProfile')} okText={t('common:save')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={profile ?? { as_of: today() }} onFinish={(fields) => save.mutate(fields)}>
        <FormProblem form={form} error={save.error} />
        {!profile && (
          <Form.Item name="as_of" label={t('asOf')} rules={[{ required: true, message: t('required') }]}>
            <DayInput max={today()} allowClear={false} />
          </Form.Item>
        )}
        <Form.Item name="source" label={t('source')} extra={t('sourceHint')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
          <Input maxLength={500} />
        </Form.Item>
        <div className="ft-columns">
          <Count name="households" label={t('households')} />
          <Count name="residents" label={t('residents')} />
          {ageBands.flatMap((band) => [
            <Count key={`b${band}`} name={`boys_${band}`} label={t('boys', { band: t(`band.${band}`) })} />,
            <Count key={`g${band}`} name={`girls_${band}`} label={t('girls', { band: t(`band.${band}`) })} />,
          ])}
        </div>
      </Form>
    </Modal>
  )
}

// A figure that was left empty is not known, which is not zero.
function filled(figures: DivisionFigures): DivisionFigures {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== null && value !== undefined)) as DivisionFigures
}

function Count({ name, label }: { name: string; label: string }) {
  return (
    <Form.Item name={name} label={label}>
      <InputNumber min={0} precision={0} className="ft-wide" />
    </Form.Item>
  )
}
