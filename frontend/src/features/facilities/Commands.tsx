import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Form } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { moveFacility, type Facility, type FacilityCommand } from '@/client'
import { today } from '@/lib/dates'
import { ConfirmCommand } from '@/ui/ConfirmCommand'
import { DayInput } from '@/ui/DayInput'
import { commandsOf, grave } from './words'

/** Commands move a facility through its life, each with its day and, where others will ask, a reason. */
export function Commands({ facility }: { facility: Facility }) {
  const { t } = useTranslation('facilities')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [open, show] = useState<FacilityCommand>()
  const run = async (command: FacilityCommand, { reason, effective_on }: { reason: string } & Record<string, unknown>) => {
    const body = { effective_on: String(effective_on), ...(reason && { reason }) }
    try {
      await moveFacility({ path: { id: facility.id, command }, headers: { 'If-Match': `"${facility.version}"` }, body, throwOnError: true })
    } catch (error) {
      void queries.invalidateQueries() // somebody else may have changed it: the next try is based on what it is now
      throw error
    }
    message.success(t(`command.${command}.done`))
    void queries.invalidateQueries()
  }
  return (
    <>
      {commandsOf[facility.status].map((command) => (
        <Button key={command} danger={command === 'close' || command === 'cancel'} onClick={() => show(command)}>
          {t(`command.${command}.name`)}
        </Button>
      ))}
      {open && (
        <ConfirmCommand
          open
          title={t(`command.${open}.name`)}
          text={t(`command.${open}.text`, { name: facility.name })}
          action={t(`command.${open}.name`)}
          danger={open === 'close' || open === 'cancel'}
          reason={grave.includes(open) ? 'required' : 'optional'}
          onRun={(input) => run(open, input)}
          onClose={() => show(undefined)}
        >
          <Form.Item name="effective_on" label={t('effectiveOn')} initialValue={today()} rules={[{ required: true, message: t('required') }]}>
            <DayInput max={today()} allowClear={false} />
          </Form.Item>
        </ConfirmCommand>
      )}
    </>
  )
}
