import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Form, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { patchChild, type PeopleChild, type PeopleChildPatch } from '@/client'
import { today } from '@/lib/dates'
import { DayInput } from '@/ui/DayInput'
import { FormProblem } from '@/ui/FormProblem'
import { ChildFields } from './ChildFields'

/** EditChild changes the facts of a child. */
export function EditChild({ child, onClose }: { child: PeopleChild; onClose: () => void }) {
  const { t } = useTranslation('children')
  const [form] = Form.useForm<PeopleChildPatch>()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: () => patchChild({ path: { id: child.id }, headers: { 'If-Match': `"${child.version}"` }, body: patch(child, form.getFieldsValue()), throwOnError: true }),
    onSuccess: () => {
      message.success(t('saved'))
      void queries.invalidateQueries()
      onClose()
    },
  })
  const reload = () => {
    void queries.invalidateQueries()
    onClose()
  }
  return (
    <Modal open width={720} title={t('edit')} okText={t('common:save')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose} maskClosable={false}>
      <Form form={form} layout="vertical" initialValues={{ ...child, needs: '' }} onFinish={() => save.mutate()}>
        <FormProblem form={form} error={save.error} onReload={reload} />
        <ChildFields needsKept={child.has_needs} />
        <Form.Item name="left_on" label={t('leftOn')} extra={t('leftOnHint')}>
          <DayInput max={today()} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

/** patch sends what a person filled in; needs that were left empty stay as they are on record. */
function patch(child: PeopleChild, fields: PeopleChildPatch): PeopleChildPatch {
  const { needs, ...rest } = fields
  const all = { ...rest, ...(needs && { needs }) }
  if (all.identity_number && all.identity_number !== child.identity_number) delete all.identity_absent
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, value ?? null])) as PeopleChildPatch
}
