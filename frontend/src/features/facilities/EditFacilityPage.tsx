import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Form, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { patchFacility, type Facility } from '@/client'
import { getFacilityOptions, getFacilityQueryKey } from '@/client/@tanstack/react-query.gen'
import { problemOf } from '@/lib/api'
import { PageHeader } from '@/ui/PageHeader'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { Conflict } from './Conflict'
import { FacilityForm } from './FacilityForm'
import { changed, fieldsOf, names, patchOf, type Fields } from './fields'
import { SaveProblem } from './SaveProblem'
import { useUnsaved } from './useUnsaved'

/** EditFacilityPage changes what is known of a facility. */
export function EditFacilityPage() {
  const { id = '' } = useParams()
  const facility = useQuery({ ...getFacilityOptions({ path: { id } }), staleTime: Infinity, refetchOnMount: 'always' })
  if (facility.isError) return <ProblemAlert error={facility.error} onRetry={() => void facility.refetch()} />
  if (!facility.data || (facility.isFetching && !facility.isFetchedAfterMount)) return <Skeleton active />
  return <Editor facility={facility.data} />
}

function Editor({ facility }: { facility: Facility }) {
  const { t } = useTranslation('facilities')
  const [form] = Form.useForm<Fields>()
  const navigate = useNavigate()
  const setDirty = useUnsaved()
  const [base, setBase] = useState(facility) // what the changes in the form are based on
  const back = `/facilities/${facility.id}`
  const save = useSave(base, () => {
    setDirty(false)
    setTimeout(() => void navigate(back))
  })
  const submit = (confirm: string[] = []) => save.mutate({ fields: form.getFieldsValue(true), confirm })
  const stale = Boolean(save.error) && problemOf(save.error).code === 'stale_version'
  return (
    <>
      <PageHeader title={t('editTitle', { name: facility.name })} crumbs={[{ text: t('title'), to: '/facilities' }, { text: facility.name, to: back }, { text: t('edit') }]} />
      <FacilityForm
        form={form}
        initial={fieldsOf(facility)}
        saving={save.isPending}
        problem={!stale && <SaveProblem form={form} error={save.error} onBack={save.reset} onConfirm={submit} />}
        onSave={() => submit()}
        onCancel={() => void navigate(back)}
        onEdit={() => setDirty(true)}
      />
      {stale && (
        <Conflict
          base={base}
          mine={form.getFieldsValue(true)}
          onBack={save.reset}
          onChoose={(theirs, fields) => {
            form.setFieldsValue(merged(fields))
            setBase(theirs)
            setDirty(changed(fieldsOf(theirs), fields).length > 0)
            save.reset()
          }}
        />
      )}
    </>
  )
}

// setFieldsValue leaves alone what it is not given, so that emptied fields are named.
const merged = (fields: Fields): Fields => ({ ...Object.fromEntries(names.map((name) => [name, undefined])), ...fields })

function useSave(base: Facility, done: () => void) {
  const { t } = useTranslation('facilities')
  const { message } = App.useApp()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ fields, confirm }: { fields: Fields; confirm: string[] }) => {
      const before = fieldsOf(base)
      if (changed(before, fields).length === 0) return base
      const body = { ...patchOf(before, fields), ...(confirm.length > 0 && { confirm }) }
      return (await patchFacility({ path: { id: base.id }, headers: { 'If-Match': `"${base.version}"` }, body, throwOnError: true })).data
    },
    onSuccess: (facility) => {
      queries.setQueryData(getFacilityQueryKey({ path: { id: base.id } }), facility)
      void queries.invalidateQueries()
      message.success(t('saved'))
      done()
    },
  })
}
