import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cancelProgrammeSession, type ProgramSession } from '@/client'
import { ConfirmCommand } from '@/ui/ConfirmCommand'
import { SessionForm } from './SessionForm'
import './timetable.css'
import { clockOf, dayOf } from './time'

/** SessionCommands move or cancel a planned session. */
export function SessionCommands({ session, onDone }: { session: ProgramSession; onDone?: () => void }) {
  const { t } = useTranslation('timetable')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [open, show] = useState<'move' | 'cancel'>()
  const name = `${dayOf(session.starts_at)} ${clockOf(session.starts_at)}`
  if (session.status !== 'planned') return <span className="ft-quiet">–</span>
  const cancel = async ({ reason }: { reason: string }) => {
    try {
      await cancelProgrammeSession({ path: { id: session.id }, headers: { 'If-Match': `"${session.version}"` }, body: { reason }, throwOnError: true })
      message.success(t('cancelled'))
      onDone?.()
    } finally {
      void queries.invalidateQueries()
    }
  }
  return (
    <span className="ft-session-commands">
      <Button size="small" aria-label={`${t('move')}: ${name}`} onClick={() => show('move')}>
        {t('move')}
      </Button>
      <Button size="small" danger aria-label={`${t('cancel')}: ${name}`} onClick={() => show('cancel')}>
        {t('cancel')}
      </Button>
      {open === 'move' && <SessionForm of={session} onClose={() => show(undefined)} {...(onDone && { onSaved: onDone })} />}
      {open === 'cancel' && <ConfirmCommand open danger title={t('cancelTitle', { name })} text={t('cancelText')} action={t('cancelDo')} onRun={cancel} onClose={() => show(undefined)} />}
    </span>
  )
}
