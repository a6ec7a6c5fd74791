import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Form, Input, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { addProgrammeSession, moveProgrammeSession, type Cohort, type ProgramSession, type SessionInput } from '@/client'
import { listSpacesOptions } from '@/client/@tanstack/react-query.gen'
import { today } from '@/lib/dates'
import { DayInput } from '@/ui/DayInput'
import { FormProblem } from '@/ui/FormProblem'
import { endOf, minutesBetween } from '@/features/programmes/rrule'
import { clockOf, dayOf, lengthOf } from './time'

interface Fields {
  day: string
  starts: string
  ends: string
  space_id: string
  reason?: string
}

interface Props {
  /** The group that the session is added to, or the session that is moved. */
  of: Cohort | ProgramSession
  onClose: () => void
  onSaved?: () => void
}

/** SessionForm moves one session to another time or room, or adds one to a group beside its timetable. */
export function SessionForm({ of, onClose, onSaved }: Props) {
  const session = 'starts_at' in of ? of : undefined
  const { t } = useTranslation('timetable')
  const [form] = Form.useForm<Fields>()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const done = () => {
    void queries.invalidateQueries()
    onClose()
  }
  const save = useMutation({
    mutationFn: async ({ day, starts, ends, space_id, reason }: Fields) => {
      const body: SessionInput = { day, starts, minutes: minutesBetween(starts, ends), space_id, ...(reason && { reason }) }
      if (session) return moveProgrammeSession({ path: { id: session.id }, headers: { 'If-Match': `"${session.version}"` }, body, throwOnError: true })
      return addProgrammeSession({ path: { id: of.id }, body, throwOnError: true })
    },
    onSuccess: () => {
      message.success(t(session ? 'movedDone' : 'addedDone'))
      done()
      onSaved?.()
    },
  })
  return (
    <Modal open title={t(session ? 'moveTitle' : 'addTitle')} okText={t(session ? 'move' : 'common:save')} confirmLoading={save.isPending} onOk={() => form.submit()} onCancel={onClose} mask={{ closable: false }} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={session ? fieldsOf(session) : { starts: '16:30', ends: endOf('16:30', 90), ...(of.space_id && { space_id: of.space_id }) }} onFinish={(fields) => save.mutate(fields)}>
        {session && <p className="ft-quiet">{t('moveText')}</p>}
        <FormProblem form={form} error={save.error} onReload={done} />
        <SessionFields facility={of.facility_id} />
      </Form>
    </Modal>
  )
}

const fieldsOf = (session: ProgramSession): Fields => ({
  day: dayOf(session.starts_at),
  starts: clockOf(session.starts_at),
  ends: endOf(clockOf(session.starts_at), lengthOf(session.starts_at, session.ends_at)),
  space_id: session.space_id,
})

function SessionFields({ facility }: { facility: string }) {
  const { t } = useTranslation('timetable')
  const spaces = useQuery(listSpacesOptions({ path: { id: facility } }))
  const required = [{ required: true, message: t('required') }]
  return (
    <>
      <Form.Item name="day" label={t('day')} rules={required}>
        <DayInput min={today()} allowClear={false} />
      </Form.Item>
      <div className="ft-times">
        <Form.Item name="starts" label={t('starts')} rules={required}>
          <Input type="time" />
        </Form.Item>
        <Form.Item name="ends" label={t('ends')} rules={required}>
          <Input type="time" />
        </Form.Item>
      </div>
      <Form.Item name="space_id" label={t('space')} rules={required}>
        <Select loading={spaces.isPending} options={(spaces.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item name="reason" label={t('common:reason')} extra={t('reasonHint')}>
        <Input maxLength={500} />
      </Form.Item>
    </>
  )
}
