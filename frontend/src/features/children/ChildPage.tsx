import { EditOutlined, EyeOutlined } from '@ant-design/icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Alert, Button, Descriptions, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { revealChild, type PeopleChild } from '@/client'
import { getChildOptions } from '@/client/@tanstack/react-query.gen'
import { ChildEnrolments } from '@/features/enrolments/ChildEnrolments'
import { useMay } from '@/lib/api'
import { DateText } from '@/ui/DateText'
import { History } from '@/ui/History'
import { PageHeader } from '@/ui/PageHeader'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { ChildTags } from './ChildListPage'
import './children.css'
import { Consents } from './Consents'
import { EditChild } from './EditChild'
import { Guardians } from './Guardians'

/** ChildPage is the record of one child. */
export function ChildPage() {
  const { id = '' } = useParams()
  const { t } = useTranslation('children')
  const may = useMay()
  const [editing, edit] = useState(false)
  const found = useQuery(getChildOptions({ path: { id } }))
  if (found.isPending) return <Skeleton active />
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />
  const child = found.data
  const mayEdit = may('person.write') && !child.merged_into
  return (
    <>
      <PageHeader
        title={child.name}
        crumbs={[{ text: t('title'), to: '/children' }, { text: child.name }]}
        tags={<ChildTags child={child} />}
        actions={
          mayEdit && (
            <Button type="primary" icon={<EditOutlined />} onClick={() => edit(true)}>
              {t('edit')}
            </Button>
          )
        }
      />
      {child.merged_into && <Alert type="info" showIcon className="ft-below" title={<Link to={`/children/${child.merged_into}`}>{t('mergedInto')}</Link>} />}
      <Facts child={child} />
      <Guardians child={child} mayEdit={mayEdit} />
      <Consents child={child} mayEdit={mayEdit} />
      {may('enrolment.read') && <ChildEnrolments childId={child.id} />}
      {may('event.read') && (
        <section className="ft-panel ft-below">
          <h2 className="ft-panel-title">{t('history')}</h2>
          <History subject="child" id={id} />
        </section>
      )}
      {editing && <EditChild child={child} onClose={() => edit(false)} />}
    </>
  )
}

function Facts({ child }: { child: PeopleChild }) {
  const { t } = useTranslation('children')
  const reveal = useMutation({ mutationFn: async () => (await revealChild({ path: { id: child.id }, throwOnError: true })).data })
  const clear = reveal.data
  const facts = [
    { key: 'sexTitle', children: t(`sex.${child.sex}`) },
    { key: 'birthDate', children: <DateText value={child.birth_date} /> },
    { key: 'division', children: <Link to={`/divisions/${child.division}`}>{child.division_name ?? child.division}</Link> },
    { key: 'school', children: [child.school, child.grade].filter(Boolean).join(' ') || '–' },
    { key: 'identityNumber', children: clear?.identity_number ?? child.identity_number ?? t(`absence.${child.identity_absent ?? 'not_known'}`) },
    { key: 'needs', children: clear?.needs ?? (child.has_needs ? t('onRecord') : '–') },
    { key: 'address', children: clear ? (clear.address ?? '–') : child.household_id ? t('onRecord') : '–' },
  ]
  return (
    <section className="ft-panel ft-below">
      <Descriptions column={{ xs: 1, sm: 1, md: 2 }} items={facts.map((fact) => ({ ...fact, label: t(fact.key) }))} />
      <ProblemAlert error={reveal.error} />
      {useMay()('person.reveal') && !clear && !child.merged_into && (
        <Button icon={<EyeOutlined />} loading={reveal.isPending} onClick={() => reveal.mutate()}>
          {t('reveal')}
        </Button>
      )}
      <p className="ft-quiet">{t('revealHint')}</p>
    </section>
  )
}
