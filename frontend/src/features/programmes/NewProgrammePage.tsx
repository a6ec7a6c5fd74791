import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Form } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { createProgramme, type ProgrammeInput } from '@/client'
import { newKey } from '@/lib/key'
import { FormProblem } from '@/ui/FormProblem'
import { PageHeader } from '@/ui/PageHeader'
import { filled, ProgrammeFields } from './ProgrammeFields'
import './programmes.css'
import { Steps } from './Steps'

/** NewProgrammePage is the first step of setting up a programme; the others follow on its page. */
export function NewProgrammePage() {
  const { t } = useTranslation('programmes')
  const [form] = Form.useForm<ProgrammeInput>()
  const [key] = useState(newKey)
  const navigate = useNavigate()
  const queries = useQueryClient()
  const facility = useSearchParams()[0].get('facility')
  const save = useMutation({
    mutationFn: (input: ProgrammeInput) => createProgramme({ headers: { 'Idempotency-Key': key }, body: filled(input), throwOnError: true }),
    onSuccess: ({ data }) => {
      void queries.invalidateQueries()
      void navigate(`/programmes/${data.id}`, { replace: true })
    },
  })
  return (
    <>
      <PageHeader title={t('new')} crumbs={[{ text: t('title'), to: '/programmes' }, { text: t('new') }]} />
      <Steps done={[]} current="basics" />
      <Form form={form} layout="vertical" className="ft-setup ft-panel" initialValues={facility ? { facility_id: facility } : {}} onFinish={(input) => save.mutate(input)}>
        <FormProblem form={form} error={save.error} />
        <ProgrammeFields form={form} />
        <div className="ft-setup-foot">
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('setup.saveNext')}
          </Button>
          <Button onClick={() => void navigate('/programmes')}>{t('common:cancel')}</Button>
        </div>
      </Form>
    </>
  )
}
