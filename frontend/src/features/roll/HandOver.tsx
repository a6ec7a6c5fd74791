import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Form, Input, Modal, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { handOver, type AttendanceCheck, type AttendanceEntry, type AttendanceHandoverInput } from '@/client'
import { newKey } from '@/lib/key'
import { FormProblem } from '@/ui/FormProblem'

const checks: AttendanceCheck[] = ['known', 'code', 'photo', 'document']
const somebodyElse = 'somebody_else'

interface Fields {
  who: string
  person?: string
  checked_by: AttendanceCheck
  reason?: string
}

/** HandOver gives a child to who came for it: those who may pick it up stand first, those who are barred in red. */
export function HandOver({ session, entry, onClose }: { session: string; entry: AttendanceEntry; onClose: () => void }) {
  const { t } = useTranslation('roll')
  const [form] = Form.useForm<Fields>()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const who = Form.useWatch('who', form)
  const chosen = entry.pick_ups.find(({ guardian_id: id }) => id === who)
  const give = useMutation({
    mutationFn: async (fields: Fields) => (await handOver({ path: { id: session }, headers: { 'Idempotency-Key': newKey() }, body: input(entry, fields), throwOnError: true })).data,
    onSuccess: ({ refused, person }) => {
      void queries.invalidateQueries()
      if (refused) return
      message.success(t('handedOver', { name: entry.name, person }))
      onClose()
    },
  })
  const lines = entry.pick_ups.map((up) => ({ value: up.guardian_id, label: <Person name={up.name} relation={t(`children:relation.${up.relation}`)} barred={up.barred} may={up.may_pick_up} /> }))
  const required = [{ required: true, message: t('required') }]
  if (give.data?.refused) {
    return (
      <Modal open title={t('refusedTitle')} okText={t('understood')} onOk={onClose} onCancel={onClose} cancelButtonProps={{ hidden: true }}>
        <Alert type="error" showIcon title={t('refused', { name: entry.name, person: give.data.person })} description={t('refusedHint')} />
      </Modal>
    )
  }
  return (
    <Modal open title={t('handOverTitle', { name: entry.name })} okText={t(chosen?.barred ? 'recordRefusal' : 'handOver')} okButtonProps={{ danger: chosen?.barred ?? false }} confirmLoading={give.isPending} onOk={() => form.submit()} onCancel={onClose} maskClosable={false}>
      <Form form={form} layout="vertical" initialValues={{ checked_by: 'known', who: entry.pick_ups.find((up) => up.may_pick_up)?.guardian_id }} onFinish={(fields) => give.mutate(fields)}>
        <FormProblem form={form} error={give.error} />
        <Form.Item name="who" label={t('who')} rules={required}>
          <Radio.Group className="ft-roll-persons" options={[...lines, { value: somebodyElse, label: t('somebodyElse') }]} />
        </Form.Item>
        {chosen?.barred && <Alert className="ft-below" type="error" showIcon title={t('barredWarning')} />}
        {who === somebodyElse && (
          <Form.Item name="person" label={t('person')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
            <Input maxLength={60} autoComplete="off" />
          </Form.Item>
        )}
        <Form.Item name="checked_by" label={t('checkedBy')} rules={required}>
          <Radio.Group options={checks.map((value) => ({ value, label: t(`check.${value}`) }))} />
        </Form.Item>
        {who && !chosen?.may_pick_up && !chosen?.barred && (
          <Form.Item name="reason" label={t('reason')} extra={t('reasonHint')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
            <Input.TextArea rows={2} maxLength={500} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}

function input(entry: AttendanceEntry, { who, person, checked_by, reason }: Fields): AttendanceHandoverInput {
  const whom = who === somebodyElse ? { person: person ?? '' } : { guardian_id: who }
  return { child_id: entry.child_id, checked_by, ...whom, ...(reason && { reason }) }
}

function Person({ name, relation, barred, may }: { name: string; relation: string; barred: boolean; may: boolean }) {
  const { t } = useTranslation('roll')
  return (
    <span className={barred ? 'ft-roll-barred' : ''}>
      {name} ({relation}) {barred ? t('mustNot') : may ? t('may') : t('mayNot')}
    </span>
  )
}
