import { useMutation } from '@tanstack/react-query'
import { Form, Input, Modal } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FormProblem } from './FormProblem'

interface Props {
  open: boolean
  title: string
  /** What will happen, and whether it can be undone. */
  text?: ReactNode
  /** The command's verb on the button, such as "Close facility". */
  action: string
  danger?: boolean
  reason?: 'required' | 'optional' | 'none'
  /** More fields of the command, as Form.Items. */
  children?: ReactNode
  onRun: (input: { reason: string } & Record<string, unknown>) => Promise<unknown>
  onClose: () => void
}

/** ConfirmCommand asks before a command that others will notice, usually for a reason. */
export function ConfirmCommand({ reason = 'required', ...props }: Props) {
  const { t } = useTranslation()
  const [form] = Form.useForm()
  const run = useMutation({ mutationFn: props.onRun, onSuccess: props.onClose })
  const submit = (values: Record<string, unknown>) => run.mutate({ ...values, reason: String(values.reason ?? '').trim() })
  return (
    <Modal
      open={props.open}
      title={props.title}
      okText={props.action}
      okButtonProps={{ danger: props.danger ?? false, htmlType: 'submit' }}
      confirmLoading={run.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
      afterClose={() => run.reset()}
      afterOpenChange={(open) => open && !props.children && reason !== 'none' && form.focusField('reason')} // other fields come before it
      destroyOnHidden
    >
      <Form form={form} layout="vertical" preserve={false} onFinish={submit}>
        {props.text && <p>{props.text}</p>}
        <FormProblem form={form} error={run.error} onConfirm={(codes) => submit({ ...form.getFieldsValue(), confirm: codes })} />
        {props.children}
        {reason !== 'none' && (
          <Form.Item
            name="reason"
            label={t('reason')}
            extra={t('reasonHint')}
            rules={[{ required: reason === 'required', whitespace: true, message: t('reasonRequired') }]}
          >
            <Input.TextArea rows={3} maxLength={500} showCount />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
