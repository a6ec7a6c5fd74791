import { useTranslation } from 'react-i18next'
import type { StatisticsInvestment } from '@/client'
import { formatNumber, formatShare } from '@/lib/numbers'
import './figures.css'
import { Money } from './Money'

/** InvestmentTiles shows the sums of investment and their quotients; what is not defined is not zero. */
export function InvestmentTiles({ total }: Pick<StatisticsInvestment, 'total'>) {
  const { t, i18n } = useTranslation('investment')
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
    <div className="ft-sums">
      {tiles.map(({ key, value, note }) => (
        <section key={key} className="ft-panel" aria-label={t(`tile.${key}`)}>
          <div className="ft-quiet">{t(`tile.${key}`)}</div>
          <div className="ft-sum">{value}</div>
          <div className="ft-quiet ft-small">{note}</div>
        </section>
      ))}
    </div>
  )
}
