import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { moveCohort, moveProgramme, type Cohort, type Programme } from '@/client'
import { ConfirmCommand } from '@/ui/ConfirmCommand'
import { cohortCommands, programmeCommands } from './words'

interface Props<C extends string> {
  /** The texts: programmes.json <what>.<command>. */
  what: 'programmeCommand' | 'cohortCommand'
  name: string
  commands: C[]
  run: (command: C, body: { reason?: string }) => Promise<unknown>
}

/** ProgrammeCommands publish or archive a programme. */
export function ProgrammeCommands({ programme }: { programme: Programme }) {
  const headers = { 'If-Match': `"${programme.version}"` }
  return (
    <Commands
      what="programmeCommand"
      name={programme.name}
      commands={programmeCommands[programme.status]}
      run={(command, body) => moveProgramme({ path: { id: programme.id, command }, headers, body, throwOnError: true })}
    />
  )
}

/** CohortCommands open a group for enrolment, start, finish and archive it. */
export function CohortCommands({ cohort }: { cohort: Cohort }) {
  const headers = { 'If-Match': `"${cohort.version}"` }
  return (
    <Commands
      what="cohortCommand"
      name={cohort.name}
      commands={cohortCommands[cohort.phase]}
      run={(command, body) => moveCohort({ path: { id: cohort.id, command }, headers, body, throwOnError: true })}
    />
  )
}

function Commands<C extends string>({ what, name, commands, run }: Props<C>) {
  const { t } = useTranslation('programmes')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [open, show] = useState<C>()
  const ending = open === 'archive' || open === 'finish'
  const go = async (reason: string) => {
    try {
      await run(open!, reason ? { reason } : {})
      message.success(t('saved'))
    } finally {
      void queries.invalidateQueries() // somebody else may have changed it: the next try is based on what it is now
    }
  }
  return (
    <>
      {commands.map((command) => (
        <Button key={command} onClick={() => show(command)}>
          {t(`${what}.${command}.name`)}
        </Button>
      ))}
      {open && (
        <ConfirmCommand
          open
          title={t(`${what}.${open}.name`)}
          text={t(`${what}.${open}.text`, { name })}
          action={t(`${what}.${open}.name`)}
          danger={ending}
          reason={ending ? 'optional' : 'none'}
          onRun={({ reason }) => go(reason)}
          onClose={() => show(undefined)}
        />
      )}
    </>
  )
}
