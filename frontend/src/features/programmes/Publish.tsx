import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { moveCohort, moveProgramme, type Cohort, type Programme } from '@/client'
import { ProblemAlert } from '@/ui/ProblemAlert'

/** Publish publishes a programme, where it is a draft, and opens its group for enrolment. */
export function Publish({ programme, cohort, primary }: { programme: Programme; cohort: Cohort; primary: boolean }) {
  const { t } = useTranslation('programmes')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const run = useMutation({
    mutationFn: async () => {
      if (programme.status === 'draft') await moveProgramme({ path: { id: programme.id, command: 'publish' }, headers: { 'If-Match': `"${programme.version}"` }, body: {}, throwOnError: true })
      if (cohort.phase === 'draft') await moveCohort({ path: { id: cohort.id, command: 'open' }, headers: { 'If-Match': `"${cohort.version}"` }, body: {}, throwOnError: true })
    },
    onSuccess: () => message.success(t('setup.published')),
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <>
      <Button type={primary ? 'primary' : 'default'} loading={run.isPending} onClick={() => run.mutate()}>
        {t(primary ? 'setup.do.publish' : 'setup.do.publishAlready')}
      </Button>
      <ProblemAlert error={run.error} />
    </>
  )
}
