import { EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Descriptions, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import type { Programme } from '@/client'
import { getProgrammeOptions, listProgrammeCohortsInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList, useMay } from '@/lib/api'
import { History } from '@/ui/History'
import { PageHeader } from '@/ui/PageHeader'
import { PageTabs } from '@/ui/PageTabs'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { CohortForm } from './CohortForm'
import { CohortList } from './CohortList'
import { ProgrammeCommands } from './Commands'
import { EditProgramme } from './EditProgramme'
import { Ages, Fee, ProgrammeStatus } from './Marks'
import { needsSetup, Setup } from './Setup'

/** ProgrammePage shows one programme with its groups, and what is still missing to publish it. */
export function ProgrammePage() {
  const { id = '' } = useParams()
  const programme = useQuery(getProgrammeOptions({ path: { id } }))
  if (programme.isPending) return <Skeleton active />
  if (programme.isError) return <ProblemAlert error={programme.error} onRetry={() => void programme.refetch()} />
  return <Page programme={programme.data} />
}

function Page({ programme }: { programme: Programme }) {
  const { t } = useTranslation('programmes')
  const may = useMay()
  const [params, setParams] = useSearchParams()
  const [form, show] = useState<'edit' | 'cohort'>()
  const cohorts = useList(listProgrammeCohortsInfiniteOptions({ path: { id: programme.id } }))
  const mayEdit = may('programme.write') && programme.status !== 'archived'
  const first = cohorts.items?.find(({ phase }) => phase === 'draft') ?? cohorts.items?.find(({ phase }) => phase !== 'archived')
  const add = mayEdit && (
    <Button icon={<PlusOutlined />} onClick={() => show('cohort')}>
      {t('cohort.add')}
    </Button>
  )
  return (
    <>
      <PageHeader
        title={programme.name}
        crumbs={[{ text: t('title'), to: '/programmes' }, { text: programme.name }]}
        tags={<><ProgrammeStatus status={programme.status} />{programme.demo && <Tag color="gold">{t('demo')}</Tag>}</>}
        subtitle={<>{t(`kind.${programme.kind}`)} · <Link to={`/facilities/${programme.facility_id}`}>{programme.facility_name}</Link></>}
        actions={
          mayEdit && (
            <>
              <ProgrammeCommands programme={programme} />
              <Button icon={<EditOutlined />} onClick={() => show('edit')}>
                {t('edit')}
              </Button>
            </>
          )
        }
      />
      {cohorts.items && needsSetup(programme, first) && <Setup programme={programme} cohort={first} />}
      <PageTabs
        activeKey={params.get('tab') ?? 'cohorts'}
        onChange={(tab) => setParams({ tab }, { replace: true })}
        items={[
          { key: 'cohorts', label: t('cohort.title'), children: <CohortList list={cohorts} add={add} /> },
          { key: 'facts', label: t('facts'), children: <Facts programme={programme} /> },
          ...(may('event.read') ? [{ key: 'history', label: t('history'), children: <section className="ft-panel"><History subject="programme" id={programme.id} /></section> }] : []),
        ]}
      />
      {form === 'edit' && <EditProgramme programme={programme} onClose={() => show(undefined)} />}
      {form === 'cohort' && <CohortForm programme={programme} onClose={() => show(undefined)} />}
    </>
  )
}

function Facts({ programme }: { programme: Programme }) {
  const { t } = useTranslation('programmes')
  const facts = [
    ['kindTitle', t(`kind.${programme.kind}`)],
    ['facility', <Link key="facility" to={`/facilities/${programme.facility_id}`}>{programme.facility_name}</Link>],
    ['ages', <Ages key="ages" of={programme} />],
    ['fee', <Fee key="fee" programme={programme} />],
    ['description', programme.description ?? '–'],
  ] as const
  return (
    <section className="ft-panel">
      <Descriptions column={{ xs: 1, sm: 1, md: 2 }} items={facts.map(([key, children]) => ({ key, label: t(key), children }))} />
    </section>
  )
}
