import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Form, Input, Modal, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { createUser, type NewUser as Made, type UserInput } from '@/client'
import { languages, nameOf } from '@/lib/language'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { FormProblem } from '@/ui/FormProblem'
import { Password } from './Password'

/** NewUser makes an account; the server makes its password, which is shown once. */
export function NewUser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('users')
  const [form] = Form.useForm<UserInput>()
  const [made, show] = useState<Made>()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const save = useMutation({
    mutationFn: async (body: UserInput) => (await createUser({ body, throwOnError: true })).data,
    onSuccess: (user) => {
      void queries.invalidateQueries()
      if (user.password) show(user)
      else void navigate(`/users/${user.id}`)
    },
  })
  if (made) return <Password user={made} onClose={() => void navigate(`/users/${made.id}`)} next={t('toGrants')} />
  const required = [{ required: true, message: t('required') }]
  return (
    <Modal open title={t('new')} okText={t('create')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={{ locale: 'zh-CN' }} onFinish={(fields) => save.mutate(fields)}>
        <FormProblem form={form} error={save.error} />
        <Form.Item name="name" label={t('name')} rules={required}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item name="login" label={t('login')} extra={t('loginHint')} rules={required}>
          <Input maxLength={64} autoComplete="off" autoCapitalize="none" />
        </Form.Item>
        <Form.Item name="division" label={t('division')} extra={t('divisionHint')} rules={required}>
          <DivisionPicker />
        </Form.Item>
        <Form.Item name="locale" label={t('locale')}>
          <Select options={languages.map((value) => ({ value, label: nameOf(value) }))} />
        </Form.Item>
        <FirstPassword />
      </Form>
    </Modal>
  )
}

function FirstPassword() {
  const { t } = useTranslation('users')
  const [given, choose] = useState(false)
  const ways = [
    { value: false, label: t('made') },
    { value: true, label: t('given') },
  ]
  return (
    <>
      <Form.Item label={t('password')} extra={t(given ? 'givenHint' : 'madeHint')}>
        <Radio.Group aria-label={t('password')} options={ways} value={given} onChange={(event) => choose(Boolean(event.target.value))} />
      </Form.Item>
      {given && (
        <Form.Item name="password" label={t('givenLabel')} preserve={false} rules={[{ required: true, min: 10, message: t('tooShort') }]}>
          <Input.Password maxLength={128} autoComplete="new-password" />
        </Form.Item>
      )}
    </>
  )
}
