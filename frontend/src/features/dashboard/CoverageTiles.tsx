import { useQuery } from '@tanstack/react-query'
import { Progress, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { StatisticsCoverage, StatisticsDefinition } from '@/client'
import { getCoverageStatisticsOptions } from '@/client/@tanstack/react-query.gen'
import { scopeQuery, type Scope } from '@/lib/scope'
import { RatioText, wordsOf } from '@/ui/Ratio'
import { ProblemAlert } from '@/ui/ProblemAlert'

const definitions: StatisticsDefinition['code'][] = ['community_own', 'community_reach', 'area_per_100_households']

/** CoverageTiles shows coverage by each of its definitions, with what it divides by what. */
export function CoverageTiles({ scope }: { scope: Scope }) {
  return (
    <div className="ft-thirds">
      {definitions.map((definition) => (
        <div key={definition} className="ft-panel">
          <Tile scope={scope} definition={definition} />
        </div>
      ))}
    </div>
  )
}

function Tile({ scope, definition }: { scope: Scope; definition: StatisticsDefinition['code'] }) {
  const coverage = useQuery(getCoverageStatisticsOptions({ query: { ...scopeQuery(scope), definition } }))
  if (coverage.isPending) return <Skeleton active />
  if (coverage.isError) return <ProblemAlert error={coverage.error} onRetry={() => void coverage.refetch()} />
  return <Figures scope={scope} coverage={coverage.data} />
}

function Figures({ scope, coverage }: { scope: Scope; coverage: StatisticsCoverage }) {
  const { t, i18n } = useTranslation('dashboard')
  const words = wordsOf(coverage.definition, i18n.language)
  const { value } = coverage.total.coverage
  const target = coverage.definition.target ?? 1
  return (
    <>
      <h2 className="ft-tile-name">{words.title}</h2>
      <div className="ft-big">
        <RatioText ratio={coverage.total.coverage} unit={coverage.definition.unit} />
      </div>
      {value !== undefined && (
        <Progress percent={Math.min(100, (value / target) * 100)} showInfo={false} size="small" aria-label={words.title} strokeColor="#0958d9" />
      )}
      <RatioText ratio={coverage.total.coverage} unit={coverage.definition.unit} parts />
      <div>
        <Link to={`/coverage${scope.to(scope.division)}&definition=${coverage.definition.code}`}>{t('explore', { title: words.title })}</Link>
      </div>
    </>
  )
}
