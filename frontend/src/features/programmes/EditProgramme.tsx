import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Form, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { putProgramme, type Programme, type ProgrammeInput } from '@/client'
import { FormProblem } from '@/ui/FormProblem'
import { filled, ProgrammeFields } from './ProgrammeFields'
import { programmeInput } from './words'

/** EditProgramme changes what is known of a programme. */
export function EditProgramme({ programme, onClose }: { programme: Programme; onClose: () => void }) {
  const { t } = useTranslation('programmes')
  const [form] = Form.useForm<ProgrammeInput>()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const done = () => {
    void queries.invalidateQueries()
    onClose()
  }
  const save = useMutation({
    mutationFn: (input: ProgrammeInput) =>
      putProgramme({ path: { id: programme.id }, headers: { 'If-Match': `"${programme.version}"` }, body: filled({ ...input, facility_id: programme.facility_id }), throwOnError: true }),
    onSuccess: () => {
      message.success(t('saved'))
      done()
    },
  })
  return (
    <Modal open title={t('edit')} okText={t('common:save')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose} mask={{ closable: false }}>
      <Form form={form} layout="vertical" initialValues={programmeInput(programme)} onFinish={(input) => save.mutate(input)}>
        <FormProblem form={form} error={save.error} onReload={done} />
        <ProgrammeFields form={form} fixed />
      </Form>
    </Modal>
  )
}
