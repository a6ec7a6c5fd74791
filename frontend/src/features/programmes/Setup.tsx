import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Cohort, Programme } from '@/client'
import { listCohortWorkersOptions, listProgrammeSessionsOptions } from '@/client/@tanstack/react-query.gen'
import { useMay } from '@/lib/api'
import { CohortForm } from './CohortForm'
import { Publish } from './Publish'
import { Steps, type Step } from './Steps'

/** Setup leads from a draft to a published programme whose first group takes enrolments: what is done, and what comes next. */
export function Setup({ programme, cohort }: { programme: Programme; cohort: Cohort | undefined }) {
  const { t } = useTranslation('programmes')
  const navigate = useNavigate()
  const may = useMay()
  const [adding, add] = useState(false)
  const id = cohort?.id ?? ''
  const sessions = useQuery({ ...listProgrammeSessionsOptions({ query: { cohort_id: id, limit: 1 } }), enabled: Boolean(cohort) })
  const workers = useQuery({ ...listCohortWorkersOptions({ path: { id } }), enabled: Boolean(cohort) && may('worker.read') })
  if (!may('programme.write') || (cohort && (!sessions.data || !workers.data))) return null
  const done: Step[] = ['basics']
  if (cohort) done.push('cohort')
  if (sessions.data && sessions.data.items.length > 0) done.push('timetable')
  if (workers.data && workers.data.items.length > 0) done.push('leaders')
  const current = (['cohort', 'timetable', 'leaders'] as const).find((step) => !done.includes(step)) ?? 'publish'
  return (
    <Steps done={done} current={current}>
      <div className="ft-steps-next">
        <p>{t(`setup.next.${current}`)}</p>
        {current === 'cohort' && (
          <Button type="primary" onClick={() => add(true)}>
            {t('setup.do.cohort')}
          </Button>
        )}
        {(current === 'timetable' || current === 'leaders') && (
          <Button type="primary" onClick={() => void navigate(`/cohorts/${id}?tab=${current}&add=1`)}>
            {t(`setup.do.${current}`)}
          </Button>
        )}
        {(current === 'publish' || current === 'leaders') && cohort && <Publish programme={programme} cohort={cohort} primary={current === 'publish'} />}
      </div>
      {adding && <CohortForm programme={programme} onClose={() => add(false)} onSaved={(made) => void navigate(`/cohorts/${made.id}?tab=timetable&add=1`)} />}
    </Steps>
  )
}

/** needsSetup holds until the programme is published and its group takes enrolments. */
export const needsSetup = (programme: Programme, cohort: Cohort | undefined) =>
  programme.status === 'draft' || (programme.status === 'published' && (!cohort || cohort.phase === 'draft'))
