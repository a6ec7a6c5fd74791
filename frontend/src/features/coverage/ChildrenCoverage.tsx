import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { StatisticsCoverage, StatisticsCoverageItem } from '@/client'
import { formatNumber } from '@/lib/numbers'
import type { Scope } from '@/lib/scope'
import { level } from '@/ui/divisions'
import { EChart } from '@/ui/EChart'
import { RatioText } from '@/ui/Ratio'
import { ScopeLink } from '@/ui/ScopeBar'
import { levelOf } from './levels'

const shown = 20

/** ChildrenCoverage compares the divisions below, the least covered first; a click or a link goes down. */
export function ChildrenCoverage({ scope, coverage }: { scope: Scope; coverage: StatisticsCoverage }) {
  // The division itself stands among the items; it has communities of its own only in odd places.
  const items = (coverage.items ?? []).filter((item) => item.division !== scope.division || item.communities > 0)
  if (levelOf(scope.division) === level.community || items.length === 0) return null
  return <Comparison scope={scope} coverage={coverage} items={items} />
}

interface Props {
  scope: Scope
  coverage: StatisticsCoverage
  items: StatisticsCoverageItem[]
}

function Comparison({ scope, coverage, items }: Props) {
  const { t } = useTranslation('coverage')
  const navigate = useNavigate()
  const worst = items
    .filter((item) => item.coverage.value !== undefined)
    .toSorted((a, b) => (a.coverage.value ?? 0) - (b.coverage.value ?? 0) || b.gaps - a.gaps)
    .slice(0, shown)
  return (
    <section className="ft-panel ft-below">
      <h2 className="ft-panel-title">{t('childrenTitle')}</h2>
      <p className="ft-quiet ft-small">{t(noteOf(items, worst), { shown: worst.length, all: items.length })}</p>
      <EChart
        label={t('childrenLabel')}
        table={useTable({ scope, coverage, items })}
        height={worst.length * 24 + 60}
        option={useOption({ scope, coverage, items: worst })}
        onSelect={(index) => {
          const code = worst[index]?.division
          if (code && code !== scope.division) void navigate(scope.to(code))
        }}
      />
    </section>
  )
}

function noteOf(items: StatisticsCoverageItem[], worst: StatisticsCoverageItem[]) {
  if (worst.length === items.length) return 'drillNote'
  return worst.length === shown ? 'worstNote' : 'definedNote'
}

// The end of the axis: the next round number.
function roundUp(value: number) {
  const step = 10 ** Math.floor(Math.log10(value)) / 2
  return Number((Math.ceil(value / step) * step).toPrecision(3))
}

function useTable({ scope, coverage, items }: Props) {
  const { t, i18n } = useTranslation('coverage')
  const number = (value: number) => formatNumber(value, i18n.language, 1)
  const { unit } = coverage.definition
  return {
    columns: [t('division'), t('coverage'), t(`top.${unit}`), t(`bottom.${unit}`), t('gaps')],
    rows: items.map((item) => ({
      key: item.division,
      cells: [
        <ScopeLink key="link" scope={scope} code={item.division} name={item.name} />,
        <RatioText key="ratio" ratio={item.coverage} unit={unit} />,
        number(item.coverage.numerator),
        number(item.coverage.denominator),
        number(item.gaps),
      ],
    })),
  }
}

function useOption({ scope, coverage, items }: Props) {
  const { t } = useTranslation('coverage')
  const { unit, target } = coverage.definition
  const share = unit === 'share'
  const value = (item: StatisticsCoverageItem) => Number(((item.coverage.value ?? 0) * (share ? 100 : 1)).toFixed(1))
  return {
    grid: { left: 8, right: 48, top: 24, bottom: 8, containLabel: true },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: (v: unknown) => `${String(v)}${share ? '%' : ' m²'}` },
    // A low coverage fills the chart, so that it can be compared; the target is always in sight.
    xAxis: { type: 'value', min: 0, max: (of: { max: number }) => roundUp(Math.max(of.max, target ?? 0) || (share ? 100 : 1)), axisLabel: { formatter: share ? '{value}%' : '{value}' } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: items.map((item) => (item.division === scope.division ? t('statistics:ownLevel') : item.name)),
      axisLabel: { width: 130, overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        name: t('coverage'),
        cursor: 'pointer',
        label: { show: true, position: 'right', formatter: share ? '{c}%' : '{c}' },
        data: items.map(value),
        ...(target !== undefined && { markLine: { symbol: 'none', data: [{ xAxis: target }], label: { formatter: t('target') } } }),
      },
    ],
  }
}
