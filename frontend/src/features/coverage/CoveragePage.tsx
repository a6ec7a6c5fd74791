import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { StatisticsDefinition } from '@/client'
import { getCoverageStatisticsOptions } from '@/client/@tanstack/react-query.gen'
import { scopeQuery, useScope, type Scope } from '@/lib/scope'
import { PageHeader } from '@/ui/PageHeader'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { ScopeBar } from '@/ui/ScopeBar'
import { ChildrenCoverage } from './ChildrenCoverage'
import { DefinitionChooser } from './DefinitionChooser'
import { GapList } from './GapList'
import { Result } from './Result'

/** CoveragePage explores coverage from the country down to one community, by a definition of choice. */
export function CoveragePage() {
  const { t } = useTranslation('coverage')
  const scope = useScope()
  const [params] = useSearchParams()
  const definition = (params.get('definition') ?? 'community_own') as StatisticsDefinition['code']
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <ScopeBar scope={scope} />
      {scope.division && <Explorer scope={scope} definition={definition} />}
    </>
  )
}

// Going down keeps the table open: the figures before stay until the next have come.
const stale = ({ isPlaceholderData }: { isPlaceholderData: boolean }) => (isPlaceholderData ? 'ft-stale' : undefined)

function Explorer({ scope, definition }: { scope: Scope; definition: StatisticsDefinition['code'] }) {
  const { t } = useTranslation('coverage')
  const coverage = useQuery({ ...getCoverageStatisticsOptions({ query: { ...scopeQuery(scope), definition, breakdown: true } }), placeholderData: keepPreviousData })
  return (
    <>
      <div className="ft-halves">
        <DefinitionChooser value={definition} onChange={(code) => scope.change({ definition: code })} />
        <div className="ft-panel" aria-live="polite">
          {coverage.isPending && <Skeleton active aria-label={t('common:loading')} />}
          {coverage.isError && <ProblemAlert error={coverage.error} onRetry={() => void coverage.refetch()} />}
          {coverage.data && (
            <div className={stale(coverage)}>
              <Result coverage={coverage.data} />
            </div>
          )}
        </div>
      </div>
      {coverage.data && (
        <div className={stale(coverage)}>
          <ChildrenCoverage scope={scope} coverage={coverage.data} />
        </div>
      )}
      {coverage.isSuccess && <GapList scope={scope} definition={definition} />}
    </>
  )
}
