import { PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Empty, Form, Modal, Select, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addGrant, removeGrant, type AuthzGrant, type Grant, type Permission, type User } from '@/client'
import { listGrantsOptions, listRolesOptions } from '@/client/@tanstack/react-query.gen'
import { useMay, useMe } from '@/lib/api'
import { ConfirmCommand } from '@/ui/ConfirmCommand'
import { DateText } from '@/ui/DateText'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { FormProblem } from '@/ui/FormProblem'
import { ProblemAlert } from '@/ui/ProblemAlert'

/** Grants lists what an account may do, and where; whoever manages accounts adds and takes away. */
export function Grants({ user }: { user: User }) {
  const { t } = useTranslation('users')
  const grants = useQuery(listGrantsOptions({ path: { id: user.id } }))
  const mayManage = useMay()('user.manage')
  const [adding, add] = useState(false)
  const [removed, remove] = useState<Grant>()
  const queries = useQueryClient()
  const take = async (grant: Grant) => {
    await removeGrant({ path: { id: user.id, grant: grant.id }, throwOnError: true })
    void queries.invalidateQueries()
  }
  if (grants.isPending) return <Skeleton active title={false} />
  if (grants.isError) return <ProblemAlert error={grants.error} onRetry={() => void grants.refetch()} />
  return (
    <section className="ft-panel">
      {grants.data.items.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noGrants')} />}
      <ul className="ft-grants">
        {grants.data.items.map((grant) => (
          <Entry key={grant.id} grant={grant} {...(mayManage && { onRemove: () => remove(grant) })} />
        ))}
      </ul>
      {mayManage && (
        <Button icon={<PlusOutlined />} onClick={() => add(true)}>
          {t('addGrant')}
        </Button>
      )}
      {adding && <AddGrant user={user} onClose={() => add(false)} />}
      {removed && (
        <ConfirmCommand open danger title={t('removeGrant')} text={t('removeText', { name: user.name })} action={t('removeGrant')} reason="none" onRun={() => take(removed)} onClose={() => remove(undefined)} />
      )}
    </section>
  )
}

function Entry({ grant, onRemove }: { grant: Grant; onRemove?: () => void }) {
  const { t } = useTranslation('users')
  return (
    <li>
      <Tag color="blue">{t(`shell:roles.${grant.role}`)}</Tag>
      <span>{grant.division_name ?? grant.division}</span>
      <span className="ft-quiet">
        <DateText value={grant.created_at} />
      </span>
      {onRemove && (
        <Button size="small" onClick={onRemove}>
          {t('removeGrant')}
        </Button>
      )}
    </li>
  )
}

function AddGrant({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation('users')
  const [form] = Form.useForm<AuthzGrant>()
  const role = Form.useWatch('role', form)
  const roles = useGrantable()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: (body: AuthzGrant) => addGrant({ path: { id: user.id }, body, throwOnError: true }),
    onSuccess: () => {
      void queries.invalidateQueries()
      onClose()
    },
  })
  const required = [{ required: true, message: t('required') }]
  return (
    <Modal open title={t('addGrant')} okText={t('addGrant')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={{ division: user.division }} onFinish={(fields) => save.mutate(fields)}>
        <FormProblem form={form} error={save.error} />
        <Form.Item name="role" label={t('role')} extra={role && t(`roleNote.${role}`)} rules={required}>
          <Select loading={!roles} options={(roles ?? []).map((value) => ({ value, label: t(`shell:roles.${value}`) }))} />
        </Form.Item>
        <Form.Item name="division" label={t('territory')} extra={t('territoryHint')} rules={required}>
          <DivisionPicker />
        </Form.Item>
      </Form>
    </Modal>
  )
}

/** useGrantable lists the roles of which the signed-in person holds every permission: nobody grants more than they hold. */
function useGrantable() {
  const held: Permission[] = useMe().data?.permissions ?? []
  const roles = useQuery(listRolesOptions())
  return roles.data?.items.filter(({ permissions }) => permissions.every((permission) => held.includes(permission))).map(({ role }) => role)
}
