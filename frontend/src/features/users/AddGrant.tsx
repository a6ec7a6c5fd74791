import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Form, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { addGrant, type AuthzGrant, type User } from '@/client'
import { listRolesOptions } from '@/client/@tanstack/react-query.gen'
import { useMe } from '@/lib/api'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { FormProblem } from '@/ui/FormProblem'
import { OrganisationSelect } from '@/ui/RecordSelect'
import { contains, mayGrant } from './grantable'

/** AddGrant gives an account a role in a territory. It offers only what the signed-in person can give. */
export function AddGrant({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation('users')
  const [form] = Form.useForm<AuthzGrant>()
  const { division, organisation_id, role } = (Form.useWatch([], form) ?? {}) as AuthzGrant
  const { roles, loading } = useGrantable({ ...(division && { division }), ...(organisation_id && { organisation_id }) })
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: (fields: AuthzGrant) => addGrant({ path: { id: user.id }, body: given(fields), throwOnError: true }),
    onSuccess: () => {
      void queries.invalidateQueries()
      onClose()
    },
  })
  const home = useMe().data?.home ?? user.division
  const required = [{ required: true, message: t('required') }]
  const none = Boolean(division) && !loading && roles.length === 0
  return (
    <Modal open title={t('addGrant')} okText={t('addGrant')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={{ division: contains(home, user.division) ? user.division : home }} onFinish={(fields) => save.mutate(fields)}>
        <FormProblem form={form} error={save.error} />
        <Form.Item name="division" label={t('territory')} extra={t('territoryHint')} rules={required}>
          <DivisionPicker />
        </Form.Item>
        <Form.Item name="organisation_id" label={t('onlyOrganisation')} extra={t('onlyOrganisationHint')}>
          <OrganisationSelect />
        </Form.Item>
        <Form.Item name="role" label={t('role')} extra={role && t(`roleNote.${role}`)} rules={required} {...(none && { help: t('noRoleHere') })}>
          <Select loading={loading} options={roles.map((value) => ({ value, label: t(`shell:roles.${value}`) }))} optionRender={({ value }) => <RoleOption role={String(value)} />} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

const given = (fields: AuthzGrant) => Object.fromEntries(Object.entries(fields).filter(([, value]) => Boolean(value))) as AuthzGrant

function RoleOption({ role }: { role: string }) {
  const { t } = useTranslation('users')
  return (
    <>
      <div>{t(`shell:roles.${role}`)}</div>
      <div className="ft-role-note">{t(`roleNote.${role}`)}</div>
    </>
  )
}

function useGrantable(place: AuthzGrant) {
  const held = useMe().data?.grants ?? []
  const all = useQuery(listRolesOptions())
  const infos = all.data?.items ?? []
  return { roles: infos.map(({ role }) => role).filter((role) => mayGrant(infos, held, { ...place, role })), loading: all.isPending }
}
