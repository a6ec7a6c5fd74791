import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { getInvestmentStatisticsOptions } from '@/client/@tanstack/react-query.gen'
import { scopeQuery, type Scope } from '@/lib/scope'
import { InvestmentTiles } from '@/ui/InvestmentTiles'
import { ProblemAlert } from '@/ui/ProblemAlert'

/** InvestmentCard sums up the money of a division and leads to the projects behind it. */
export function InvestmentCard({ scope }: { scope: Scope }) {
  const { t } = useTranslation('dashboard')
  const sums = useQuery({ ...getInvestmentStatisticsOptions({ query: scopeQuery(scope) }), placeholderData: keepPreviousData })
  return (
    <section aria-label={t('investment:title')} className={sums.isPlaceholderData ? 'ft-card-section ft-stale' : 'ft-card-section'}>
      <h2 className="ft-panel-title">{t('investment:title')}</h2>
      {sums.isPending && <Skeleton active />}
      <ProblemAlert error={sums.error} onRetry={() => void sums.refetch()} />
      {sums.data && <InvestmentTiles total={sums.data.total} />}
      <p>
        <Link to={`/investment${scope.to(scope.division)}`}>{t('showProjects')}</Link>
      </p>
    </section>
  )
}
