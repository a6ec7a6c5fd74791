import { useMutation } from '@tanstack/react-query'
import { App, Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { changePassword, type PasswordInput } from '@/client'
import { session } from '@/lib/api'
import { FormProblem } from '@/ui/FormProblem'

interface PasswordFields extends PasswordInput {
  again: string
}

/** PasswordForm changes the own password. */
export function PasswordForm({ onDone }: { onDone?: () => void }) {
  const { t } = useTranslation('auth')
  const { message } = App.useApp()
  const [form] = Form.useForm<PasswordFields>()
  const save = useMutation({
    mutationFn: async ({ present_password, password }: PasswordFields) => {
      await changePassword({ body: { present_password, password }, throwOnError: true })
      await session.renew()
    },
    onSuccess: () => {
      message.success(t('change.done'))
      form.resetFields()
      onDone?.()
    },
  })
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={(fields) => save.mutate(fields)}>
      <FormProblem form={form} error={save.error} />
      <Form.Item name="present_password" label={t('change.present')} rules={[{ required: true, message: t('change.presentRequired') }]}>
        <Input.Password autoComplete="current-password" maxLength={128} />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('change.next')}
        extra={t('change.nextHint')}
        rules={[{ required: true, message: t('change.nextRequired') }]}
      >
        <Input.Password autoComplete="new-password" maxLength={128} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('change.again')}
        dependencies={['password']}
        rules={[
          {
            validator: (_, value) =>
              value === form.getFieldValue('password') ? Promise.resolve() : Promise.reject(new Error(t('change.mismatch'))),
          },
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={128} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('change.submit')}
      </Button>
    </Form>
  )
}
