import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { getFacilityStatisticsOptions } from '@/client/@tanstack/react-query.gen'
import { useMay } from '@/lib/api'
import { scopeQuery, useScope, type Scope } from '@/lib/scope'
import { DateText } from '@/ui/DateText'
import { PageHeader } from '@/ui/PageHeader'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { ScopeBar } from '@/ui/ScopeBar'
import { ChildrenChart } from './ChildrenChart'
import { CoverageTiles } from './CoverageTiles'
import { InvestmentCard } from './InvestmentCard'
import { KindChart } from './KindChart'
import { KindTiles } from './KindTiles'
import { PublishedFigures } from './PublishedFigures'

/** DashboardPage shows what there is in a division: facilities, coverage, and beside them what others published. */
export function DashboardPage() {
  const { t } = useTranslation('dashboard')
  const scope = useScope()
  const may = useMay()
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <ScopeBar scope={scope} />
      {scope.division && <Counted scope={scope} />}
      {scope.division && may('investment.read') && <InvestmentCard scope={scope} />}
      <PublishedFigures />
    </>
  )
}

function Counted({ scope }: { scope: Scope }) {
  const { t } = useTranslation('dashboard')
  const facilities = useQuery({ ...getFacilityStatisticsOptions({ query: { ...scopeQuery(scope), breakdown: true } }), placeholderData: keepPreviousData })
  if (facilities.isPending) return <Skeleton active paragraph={{ rows: 8 }} aria-label={t('common:loading')} />
  if (facilities.isError) return <ProblemAlert error={facilities.error} onRetry={() => void facilities.refetch()} />
  return (
    <section aria-label={t('counted')} className={facilities.isPlaceholderData ? 'ft-stale' : undefined}>
      <KindTiles count={facilities.data.total} />
      <CoverageTiles scope={scope} />
      <div className="ft-halves">
        <KindChart count={facilities.data.total} />
        <ChildrenChart scope={scope} items={facilities.data.items ?? []} />
      </div>
      <p className="ft-quiet">
        {t('countedNote')} <DateText value={facilities.data.as_of} />
      </p>
    </section>
  )
}
