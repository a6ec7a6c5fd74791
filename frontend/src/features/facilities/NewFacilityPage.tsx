import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Form } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { createFacility, type FacilityInput } from '@/client'
import { problemOf } from '@/lib/api'
import { newKey } from '@/lib/key'
import { PageHeader } from '@/ui/PageHeader'
import { FacilityForm } from './FacilityForm'
import { cleaned, type Fields } from './fields'
import { SaveProblem } from './SaveProblem'
import { useUnsaved } from './useUnsaved'

/** NewFacilityPage registers a facility. */
export function NewFacilityPage() {
  const { t } = useTranslation('facilities')
  const [form] = Form.useForm<Fields>()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const setDirty = useUnsaved()
  const save = useMutation({
    mutationFn: async ({ fields, key, confirm = [] }: { fields: Fields; key: string; confirm?: string[] }) => {
      const body = { ...cleaned(fields), confirm } as FacilityInput
      return (await createFacility({ body, headers: { 'Idempotency-Key': key }, throwOnError: true })).data
    },
    // A lost answer is asked for again with the same key, which registers nothing twice.
    retry: (times, error) => times < 2 && problemOf(error).code === 'offline',
    onSuccess: (facility) => {
      setDirty(false)
      message.success(t('created'))
      void queries.invalidateQueries()
      setTimeout(() => void navigate(`/facilities/${facility.id}`))
    },
  })
  return (
    <>
      <PageHeader title={t('new')} crumbs={[{ text: t('title'), to: '/facilities' }, { text: t('new') }]} />
      <FacilityForm
        form={form}
        isNew
        initial={{}}
        saving={save.isPending}
        problem={<SaveProblem form={form} error={save.error} onBack={save.reset} onConfirm={(confirm) => save.mutate({ fields: form.getFieldsValue(true), key: newKey(), confirm })} />}
        onSave={(fields) => save.mutate({ fields, key: newKey() })}
        onCancel={() => void navigate('/facilities')}
        onEdit={() => setDirty(true)}
      />
    </>
  )
}
