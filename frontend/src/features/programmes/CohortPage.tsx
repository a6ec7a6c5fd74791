import { EditOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Descriptions, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import type { Cohort, Programme } from '@/client'
import { getCohortOptions, getProgrammeOptions } from '@/client/@tanstack/react-query.gen'
import { useMay } from '@/lib/api'
import { DateText } from '@/ui/DateText'
import { PageHeader } from '@/ui/PageHeader'
import { PageTabs } from '@/ui/PageTabs'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { CohortForm } from './CohortForm'
import { CohortCommands } from './Commands'
import { Leaders } from './Leaders'
import { CohortPhase } from './Marks'
import { Rules } from './Rules'
import { SessionList } from './SessionList'
import { needsSetup, Setup } from './Setup'
import { mayChange } from './words'

/** CohortPage shows one group: its timetable, its sessions and who leads them. */
export function CohortPage() {
  const { id = '' } = useParams()
  const cohort = useQuery(getCohortOptions({ path: { id } }))
  const programme = useQuery({ ...getProgrammeOptions({ path: { id: cohort.data?.programme_id ?? '' } }), enabled: Boolean(cohort.data) })
  const failed = [cohort, programme].find((query) => query.isError)
  if (failed) return <ProblemAlert error={failed.error} onRetry={() => void failed.refetch()} />
  if (!cohort.data || !programme.data) return <Skeleton active />
  return <Page cohort={cohort.data} programme={programme.data} />
}

function Page({ cohort, programme }: { cohort: Cohort; programme: Programme }) {
  const { t } = useTranslation('programmes')
  const may = useMay()
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams()
  const [editing, edit] = useState(false)
  const mayEdit = may('programme.write') && mayChange(cohort)
  return (
    <>
      <PageHeader
        title={`${programme.name} · ${cohort.name}`}
        crumbs={[{ text: t('title'), to: '/programmes' }, { text: programme.name, to: `/programmes/${programme.id}` }, { text: cohort.name }]}
        tags={<CohortPhase phase={cohort.phase} />}
        subtitle={<><DateText value={cohort.first_day} /> – <DateText value={cohort.last_day} /> · <Link to={`/facilities/${cohort.facility_id}`}>{cohort.facility_name}</Link></>}
        actions={
          <>
            {may('enrolment.read') && cohort.phase !== 'draft' && <Button onClick={() => void navigate(`/cohorts/${cohort.id}/enrolments`)}>{t('desk')}</Button>}
            {may('programme.write') && <CohortCommands cohort={cohort} />}
            {mayEdit && (
              <Button icon={<EditOutlined />} onClick={() => edit(true)}>
                {t('edit')}
              </Button>
            )}
          </>
        }
      />
      {needsSetup(programme, cohort) && <Setup programme={programme} cohort={cohort} />}
      <PageTabs
        activeKey={params.get('tab') ?? 'timetable'}
        onChange={(tab) => setParams({ tab }, { replace: true })}
        items={[
          { key: 'timetable', label: t('timetable.title'), children: <><Rules cohort={cohort} mayEdit={mayEdit} /><SessionList cohort={cohort} mayEdit={mayEdit} /></> },
          ...(may('worker.read') ? [{ key: 'leaders', label: t('leaders.title'), children: <Leaders cohort={cohort} mayEdit={mayEdit} /> }] : []),
          { key: 'facts', label: t('facts'), children: <Facts cohort={cohort} /> },
        ]}
      />
      {editing && <CohortForm programme={programme} cohort={cohort} onClose={() => edit(false)} />}
    </>
  )
}

function Facts({ cohort }: { cohort: Cohort }) {
  const { t } = useTranslation('programmes')
  const facts = [
    ['placesTaken', t('cohort.of', { taken: cohort.taken, places: cohort.places })],
    ['waiting', cohort.waiting],
    ['allocation', t(`allocation.${cohort.allocation}`)],
    ['offer_hours', cohort.offer_hours],
    ['alert_minutes', cohort.alert_minutes],
    ['children_per_adult', cohort.children_per_adult],
    ['absences_follow_up', cohort.absences_follow_up],
  ] as const
  return (
    <section className="ft-panel">
      <Descriptions column={{ xs: 1, sm: 1, md: 2 }} items={facts.map(([key, children]) => ({ key, label: t(`cohort.${key}`), children }))} />
    </section>
  )
}
