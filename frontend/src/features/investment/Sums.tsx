import { useTranslation } from 'react-i18next'
import type { StatisticsInvestment } from '@/client'
import { EChart } from '@/ui/EChart'
import { InvestmentTiles } from '@/ui/InvestmentTiles'
import { Money } from '@/ui/Money'
import { sources } from './words'

/** Sums adds up the money by source and by year, and says what it built. */
export function Sums({ investment }: { investment: StatisticsInvestment }) {
  return (
    <>
      <InvestmentTiles total={investment.total} />
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
