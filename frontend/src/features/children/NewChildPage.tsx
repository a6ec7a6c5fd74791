import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { registerChild, type PeopleGuardianInput, type PeopleRegistration, type Warning } from '@/client'
import { problemOf } from '@/lib/api'
import { newKey } from '@/lib/key'
import { DateText } from '@/ui/DateText'
import { FormProblem } from '@/ui/FormProblem'
import { PageHeader } from '@/ui/PageHeader'
import { ChildFields } from './ChildFields'
import './children.css'
import { GuardianFields } from './GuardianFields'
import { filled } from './words'

const first: Partial<PeopleGuardianInput> = { legal: true, may_pick_up: true, consents: ['programme'] }

/** NewChildPage enters a child with its guardians and their consent. */
export function NewChildPage() {
  const { t } = useTranslation('children')
  const [form] = Form.useForm<PeopleRegistration>()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: async ({ key, confirm }: { key: string; confirm: string[] }) => {
      const { guardians = [], ...rest } = form.getFieldsValue()
      const body = filled({ ...rest, guardians: guardians.map(cleaned), confirm })
      return (await registerChild({ body, headers: { 'Idempotency-Key': key }, throwOnError: true })).data
    },
    retry: (times, error) => times < 2 && problemOf(error).code === 'offline',
    onSuccess: (child) => {
      message.success(t('entered'))
      void queries.invalidateQueries()
      void navigate(`/children/${child.id}`)
    },
  })
  const warnings = save.error ? problemOf(save.error).warnings : []
  return (
    <>
      <PageHeader title={t('new')} crumbs={[{ text: t('title'), to: '/children' }, { text: t('new') }]} />
      <Form form={form} layout="vertical" className="ft-panel ft-child-form" initialValues={{ identity_absent: 'not_given', guardians: [first] }} onFinish={() => save.mutate({ key: newKey(), confirm: [] })}>
        {warnings.length === 0 && <FormProblem form={form} error={save.error} />}
        <ChildFields />
        <Form.Item name="address" label={t('address')}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <GuardianList />
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('common:save')}
        </Button>
      </Form>
      {warnings.length > 0 && <Duplicates warnings={warnings} onConfirm={() => save.mutate({ key: newKey(), confirm: warnings.map(({ code }) => code) })} onBack={save.reset} />}
    </>
  )
}

/** cleaned leaves out what does not belong together: consents of who is no legal guardian, for one. */
function cleaned({ consents, ...guardian }: PeopleGuardianInput): PeopleGuardianInput {
  return filled({ ...guardian, ...(guardian.barred && { may_pick_up: false }), ...(guardian.legal && consents?.length && { consents }) })
}

function GuardianList() {
  const { t } = useTranslation('children')
  return (
    <Form.List name="guardians">
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }, index) => (
            <fieldset key={key} className="ft-guardian">
              <legend>{t('guardian.nth', { n: index + 1 })}</legend>
              <GuardianFields at={['guardians', name]} name={[name]} isNew />
              <Button icon={<DeleteOutlined />} onClick={() => remove(name)}>
                {t('guardian.remove')}
              </Button>
            </fieldset>
          ))}
          <Form.Item>
            <Button icon={<PlusOutlined />} disabled={fields.length >= 10} onClick={() => add({})}>
              {t('guardian.add')}
            </Button>
          </Form.Item>
        </>
      )}
    </Form.List>
  )
}

function Duplicates({ warnings, onConfirm, onBack }: { warnings: Warning[]; onConfirm: () => void; onBack: () => void }) {
  const { t } = useTranslation('children')
  return (
    <Modal open title={t('duplicate')} okText={t('enterAnyway')} cancelText={t('goBack')} onOk={onConfirm} onCancel={onBack}>
      {warnings.map((warning) => (
        <div key={warning.code}>
          <p>{warning.message ?? warning.code}</p>
          <ul className="ft-lines">
            {(warning.candidates ?? []).map((candidate) => (
              <li key={String(candidate.id)}>
                <a href={`/children/${String(candidate.id)}`} target="_blank" rel="noreferrer">
                  {String(candidate.name)}
                </a>{' '}
                <DateText value={String(candidate.birth_date)} /> {candidate.same_identity ? t('sameIdentity') : candidate.same_phone ? t('samePhone') : t('sameReading')}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </Modal>
  )
}
