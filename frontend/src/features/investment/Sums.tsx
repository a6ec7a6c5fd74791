import { useTranslation } from 'react-i18next'
import type { StatisticsInvestment } from '@/client'
import { formatNumber, formatShare } from '@/lib/numbers'
import { EChart } from '@/ui/EChart'
import { Money } from '@/ui/Money'
import { sources } from './words'

/** Sums adds up the money by source, and says what it built; what is not defined is not zero. */
export function Sums({ investment }: { investment: StatisticsInvestment }) {
  const { t, i18n } = useTranslation('investment')
  const { total } = investment
  const area = (value: number) => `${formatNumber(value, i18n.language, 0)} m²`
  const missing = (name: string) => <span className="ft-quiet">{t(`undefined.${total.undefined?.[name] ?? 'no_money'}`)}</span>
  const tiles = [
    { key: 'total', value: <Money fen={total.total_fen} short />, note: t('projects', { n: formatNumber(total.projects, i18n.language) }) },
    { key: 'leverage', value: total.leverage === undefined ? missing('leverage') : formatNumber(total.leverage, i18n.language, 2), note: t('leverageNote') },
    { key: 'central_share', value: total.central_share === undefined ? missing('central_share') : formatShare(total.central_share, i18n.language), note: t('centralNote') },
    { key: 'cost', value: total.cost_per_m2_fen === undefined ? missing('cost_per_m2_fen') : <Money fen={total.cost_per_m2_fen} />, note: t('costNote') },
    { key: 'area', value: area(total.delivered_area_m2), note: t('plannedNote', { area: area(total.planned_area_m2) }) },
  ]
  return (
    <>
      <div className="ft-sums">
        {tiles.map(({ key, value, note }) => (
          <section key={key} className="ft-panel" aria-label={t(`tile.${key}`)}>
            <div className="ft-quiet">{t(`tile.${key}`)}</div>
            <div className="ft-sum">{value}</div>
            <div className="ft-quiet ft-small">{note}</div>
          </section>
        ))}
      </div>
      {investment.years.length > 0 && <Years investment={investment} />}
    </>
  )
}

const millions = (fen: number) => Number((fen / 1e8).toFixed(2))

function Years({ investment }: { investment: StatisticsInvestment }) {
  const { t } = useTranslation('investment')
  const { years } = investment
  return (
    <section className="ft-panel ft-below">
      <h2 className="ft-panel-title">{t('byYear')}</h2>
      <EChart
        label={t('byYear')}
        height={280}
        table={{
          columns: [t('year'), ...sources.map((source) => t(`source.${source}`)), t('tile.total')],
          rows: years.map((row) => ({ key: String(row.year), cells: [row.year, ...sources.map((source) => <Money key={source} fen={row[`${source}_fen`]} />), <Money key="total" fen={row.total_fen} />] })),
        }}
        option={{
          grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
          legend: { top: 0 },
          tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
          xAxis: { type: 'category', data: years.map(({ year }) => String(year)) },
          yAxis: { type: 'value', name: t('million') },
          series: sources.map((source) => ({ type: 'bar', stack: 'money', name: t(`source.${source}`), data: years.map((row) => millions(row[`${source}_fen`])) })),
        }}
      />
    </section>
  )
}
