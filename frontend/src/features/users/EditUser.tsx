import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Form, Input, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { patchUser, type User, type UserPatch } from '@/client'
import { languages, nameOf } from '@/lib/language'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { FormProblem } from '@/ui/FormProblem'

/** EditUser changes the name, the place and the language of an account. */
export function EditUser({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation('users')
  const [form] = Form.useForm<UserPatch>()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: (body: UserPatch) => patchUser({ path: { id: user.id }, headers: { 'If-Match': `"${user.version}"` }, body, throwOnError: true }),
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
  const required = [{ required: true, whitespace: true, message: t('required') }]
  return (
    <Modal open title={t('edit')} okText={t('common:save')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={user} onFinish={(fields) => save.mutate(fields)}>
        <FormProblem form={form} error={save.error} onReload={reload} />
        <Form.Item name="name" label={t('name')} rules={required}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item name="division" label={t('division')} extra={t('divisionHint')} rules={required}>
          <DivisionPicker />
        </Form.Item>
        <Form.Item name="locale" label={t('locale')}>
          <Select options={languages.map((value) => ({ value, label: nameOf(value) }))} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
