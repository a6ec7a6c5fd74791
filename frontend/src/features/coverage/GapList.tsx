import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { StatisticsDefinition, StatisticsGap, StatisticsPlace } from '@/client'
import { listCoverageGapsInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList } from '@/lib/api'
import { formatNumber } from '@/lib/numbers'
import { scopeQuery, type Scope } from '@/lib/scope'
import { level, pathText } from '@/ui/divisions'
import { ExportButton } from '@/ui/ExportButton'
import { ListView, type Column } from '@/ui/ListView'
import { ScopeLink } from '@/ui/ScopeBar'
import { levelOf } from './levels'

/** GapList lists the communities that the definition does not reach. */
export function GapList({ scope, definition }: { scope: Scope; definition: StatisticsDefinition['code'] }) {
  const { t } = useTranslation('coverage')
  const list = useList(listCoverageGapsInfiniteOptions({ query: { ...scopeQuery(scope), definition, limit: 20 } }))
  return (
    <>
      <h2 className="ft-panel-title">{t(`gapTitle.${definition}`)}</h2>
      <ListView
        list={list}
        columns={useColumns(scope, definition)}
        rowKey={({ division }) => division}
        label={t('gapList')}
        empty={{ text: t(`noGaps.${definition}`) }}
        extra={<ExportButton path="/statistics/coverage/gaps/export" query={{ ...scopeQuery(scope), definition }} />}
      />
    </>
  )
}

// The way from the division on the page down to the community.
function below(scope: Scope, path: StatisticsPlace[]) {
  const from = path.findIndex(({ division }) => division === scope.division) + 1
  return pathText(path.slice(from).map(({ division, name }) => ({ code: division, name }))) || '–'
}

function useColumns(scope: Scope, definition: StatisticsDefinition['code']): Column<StatisticsGap>[] {
  const { t, i18n } = useTranslation('coverage')
  const number = (value: number | undefined) => (value === undefined ? t('unknown') : formatNumber(value, i18n.language, 1))
  const reach: Column<StatisticsGap> = {
    key: 'reach',
    title: t('withinReach'),
    render: (gap) => <Tag color={gap.within_reach ? 'blue' : 'orange'}>{t(gap.within_reach ? 'reached' : 'notReached')}</Tag>,
  }
  const area: Column<StatisticsGap> = { key: 'density', title: t('density'), align: 'right', render: (gap) => number(gap.m2_per_100_households) }
  const path: Column<StatisticsGap> = { key: 'path', title: t('path'), render: (gap) => below(scope, gap.path) }
  return [
    { key: 'name', title: t('community'), heading: true, render: (gap) => (gap.division === scope.division ? gap.name : <ScopeLink scope={scope} code={gap.division} name={gap.name} />) },
    ...(levelOf(scope.division) < level.township ? [path] : []),
    ...(definition === 'community_own' ? [reach] : []),
    { key: 'households', title: t('households'), align: 'right', render: (gap) => number(gap.households) },
    { key: 'floor', title: t('floorArea'), align: 'right', render: (gap) => number(gap.floor_area_m2) },
    ...(definition === 'area_per_100_households' ? [area] : []),
  ]
}
