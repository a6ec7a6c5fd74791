import { useQuery } from '@tanstack/react-query'
import { Alert, Skeleton, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import type { DivisionDetail } from '@/client'
import { getDivisionOptions } from '@/client/@tanstack/react-query.gen'
import { useMe } from '@/lib/api'
import { formatNumber } from '@/lib/numbers'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { country, level } from '@/ui/divisions'
import { History } from '@/ui/History'
import { PageHeader } from '@/ui/PageHeader'
import { PageTabs } from '@/ui/PageTabs'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { ChangeList } from './ChangeList'
import { ChildList } from './ChildList'
import { DivisionActions } from './DivisionActions'
import { Holidays } from './Holidays'
import { ProfileList } from './ProfileList'
import { SchoolCalendar } from './SchoolCalendar'

/** DivisionPage goes up and down the administrative tree and shows what is known of each division. */
export function DivisionPage() {
  const home = useMe().data?.home ?? country
  const { code = home } = useParams()
  const division = useQuery(getDivisionOptions({ path: { code } }))
  if (division.isPending) return <Skeleton active />
  if (division.isError) return <ProblemAlert error={division.error} onRetry={() => void division.refetch()} />
  return (
    <>
      <Header division={division.data} />
      <Jump />
      {division.data.valid_to && <Ended division={division.data} />}
      <Parts key={code} division={division.data} />
    </>
  )
}

const nameOf = (division: { code: string; name: string }, whole: string) => (division.code === country ? whole : division.name)

function Header({ division }: { division: DivisionDetail }) {
  const { t, i18n } = useTranslation('division')
  const crumbs = division.path.map((step) => ({ text: nameOf(step, t('country')), to: `/divisions/${step.code}` }))
  return (
    <PageHeader
      title={nameOf(division, t('country'))}
      crumbs={[...crumbs, { text: nameOf(division, t('country')) }]}
      tags={
        <>
          <Tag>{t(`level.${division.level}`)}</Tag>
          {division.committee_type && <Tag color="blue">{t(`committee.${division.committee_type}`)}</Tag>}
          {division.valid_to && <Tag color="red">{t('ended')}</Tag>}
        </>
      }
      subtitle={
        <>
          {division.code}
          {division.level < level.community && ` · ${t('communities', { n: formatNumber(division.communities, i18n.language) })}`}
        </>
      }
      actions={!division.valid_to && <DivisionActions division={division} />}
    />
  )
}

function Jump() {
  const { t } = useTranslation('division')
  const go = useNavigate()
  return (
    <div className="ft-panel ft-jump">
      <DivisionPicker aria-label={t('jump')} allowClear={false} onChange={(code) => code && void go(`/divisions/${code}`)} />
    </div>
  )
}

function Ended({ division }: { division: DivisionDetail }) {
  const { t } = useTranslation('division')
  return (
    <Alert
      className="ft-form-alert"
      type="warning"
      showIcon
      title={t('endedOn', { day: division.valid_to })}
      description={
        division.successors.length === 0
          ? t('noSuccessor')
          : division.successors.map((next) => (
              <div key={next.code}>
                <Link to={`/divisions/${next.code}`}>{next.name}</Link> {next.code}
              </div>
            ))
      }
    />
  )
}

function Parts({ division }: { division: DivisionDetail }) {
  const { t } = useTranslation('division')
  const below = division.level < level.community && !division.valid_to
  return (
    <PageTabs
      items={[
        ...(below ? [{ key: 'children', label: t('children'), children: <ChildList division={division} /> }] : []),
        { key: 'profile', label: t('profile'), children: <ProfileList division={division} /> },
        { key: 'terms', label: t('terms.title'), children: <SchoolCalendar division={division} /> },
        ...(division.code === country ? [{ key: 'holidays', label: t('holidays.title'), children: <Holidays /> }] : []),
        { key: 'changes', label: t('changes'), children: <ChangeList code={division.code} /> },
        { key: 'history', label: t('history'), children: <section className="ft-panel"><History subject="division" id={division.code} /></section> },
      ]}
    />
  )
}
