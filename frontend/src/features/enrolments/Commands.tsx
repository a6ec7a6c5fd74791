import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { moveEnrolment, type Enrolment, type EnrolmentStatus } from '@/client'
import { newKey } from '@/lib/key'
import { ConfirmCommand } from '@/ui/ConfirmCommand'

type Command = 'accept' | 'decline' | 'withdraw' | 'refuse'

const possible: Partial<Record<EnrolmentStatus, Command[]>> = {
  requested: ['withdraw', 'refuse'],
  waiting: ['withdraw', 'refuse'],
  offered: ['accept', 'decline'],
  enrolled: ['withdraw'],
}

/** Commands are what can be done with an enrolment as it stands; each is asked about first. */
export function Commands({ enrolment }: { enrolment: Enrolment }) {
  const { t } = useTranslation('enrolments')
  const queries = useQueryClient()
  const [asked, ask] = useState<Command>()
  const run = async (reason: string) => {
    if (!asked) return
    await moveEnrolment({
      path: { id: enrolment.id, command: asked },
      headers: { 'If-Match': `"${enrolment.version}"`, 'Idempotency-Key': newKey() },
      body: reason ? { reason } : {},
      throwOnError: true,
    })
    await queries.invalidateQueries()
  }
  return (
    <div className="ft-enrolment-commands">
      {(possible[enrolment.status] ?? []).map((command) => (
        <Button key={command} type={command === 'accept' ? 'primary' : 'default'} onClick={() => ask(command)}>
          {t(`command.${command}`)}
        </Button>
      ))}
      {asked && (
        <ConfirmCommand
          open
          title={t(`ask.${asked}`, { name: enrolment.child_name })}
          text={t(`effect.${asked}`)}
          action={t(`command.${asked}`)}
          danger={asked !== 'accept'}
          reason={asked === 'accept' ? 'none' : asked === 'refuse' ? 'required' : 'optional'}
          onRun={({ reason }) => run(reason)}
          onClose={() => ask(undefined)}
        />
      )}
    </div>
  )
}
