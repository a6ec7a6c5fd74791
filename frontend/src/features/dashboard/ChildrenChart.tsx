import { Empty } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { StatisticsFacilityItem } from '@/client'
import { formatNumber } from '@/lib/numbers'
import type { Scope } from '@/lib/scope'
import { EChart } from '@/ui/EChart'
import { ScopeLink } from '@/ui/ScopeBar'

const kinds = ['guidance_centre', 'service_centre', 'service_station'] as const
const shown = 20

/** ChildrenChart draws how many facilities the divisions below have; a click, or a link in the table, goes down. */
export function ChildrenChart({ scope, items }: { scope: Scope; items: StatisticsFacilityItem[] }) {
  const { t } = useTranslation('dashboard')
  return (
    <div className="ft-panel">
      <h2 className="ft-panel-title">{t('childrenTitle')}</h2>
      {items.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noChildren')} />
      ) : (
        <Bars scope={scope} items={items} />
      )}
    </div>
  )
}

function Bars({ scope, items }: { scope: Scope; items: StatisticsFacilityItem[] }) {
  const { t } = useTranslation('dashboard')
  const navigate = useNavigate()
  const top = items.toSorted((a, b) => b.open - a.open).slice(0, shown)
  return (
    <>
      <p className="ft-quiet ft-small">{items.length > shown ? t('topNote', { shown, all: items.length }) : t('drillNote')}</p>
      <EChart
        label={t('childrenLabel')}
        table={useTable(scope, items)}
        height={top.length * 24 + 80}
        option={useOption(scope, top)}
        onSelect={(index) => {
          const code = top[index]?.division
          if (code && code !== scope.division) void navigate(scope.to(code))
        }}
      />
    </>
  )
}

function useTable(scope: Scope, items: StatisticsFacilityItem[]) {
  const { t, i18n } = useTranslation('dashboard')
  const number = (value: number) => formatNumber(value, i18n.language)
  return {
    columns: [t('division'), t('open'), ...kinds.map((kind) => t(`statistics:kind.${kind}`))],
    rows: items.map((item) => ({
      key: item.division,
      cells: [
        <ScopeLink key="link" scope={scope} code={item.division} name={item.name} />,
        number(item.open),
        ...kinds.map((kind) => number(openOf(item, kind))),
      ],
    })),
  }
}

function useOption(scope: Scope, top: StatisticsFacilityItem[]) {
  const { t } = useTranslation('dashboard')
  return {
    legend: { bottom: 0 },
    grid: { left: 8, right: 16, top: 8, bottom: 40, containLabel: true },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
    xAxis: { type: 'value', minInterval: 1 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: top.map((item) => (item.division === scope.division ? t('statistics:ownLevel') : item.name)),
      axisLabel: { width: 130, overflow: 'truncate' },
    },
    series: kinds.map((kind) => ({
      type: 'bar',
      stack: 'open',
      name: t(`statistics:kind.${kind}`),
      cursor: 'pointer',
      data: top.map((item) => openOf(item, kind)),
    })),
  }
}

const openOf = (item: StatisticsFacilityItem, kind: string) => item.kinds.find((count) => count.kind === kind)?.open ?? 0
