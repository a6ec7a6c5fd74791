import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Form, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { newKey } from '@/lib/key'
import { FormProblem } from '@/ui/FormProblem'
import type { Part, PartKind } from './PartList'

interface Props<Row extends Part, Input extends object> {
  kind: PartKind<Row, Input>
  row: Row | undefined
  onClose: () => void
}

/** PartForm adds a part to a facility or changes one. */
export function PartForm<Row extends Part, Input extends object>({ kind, row, onClose }: Props<Row, Input>) {
  const { t } = useTranslation('parts')
  const [form] = Form.useForm<Input>()
  const [key] = useState(newKey)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: (input: Input) => kind.save(filled(input), row, key),
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
    <Modal
      open
      title={row ? t('editTitle', { name: kind.nameOf(row) }) : t(`${kind.what}.add`)}
      okText={t('common:save')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      maskClosable={false}
    >
      <Form form={form} layout="vertical" {...(row && { initialValues: kind.input(row) })} onFinish={(input) => save.mutate(input)}>
        <FormProblem form={form} error={save.error} onReload={reload} />
        {kind.fields(row)}
      </Form>
    </Modal>
  )
}

/** filled leaves out what was cleared: the API takes an absent field as empty. */
function filled<T extends object>(input: T): T {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== null && value !== '')) as T
}
