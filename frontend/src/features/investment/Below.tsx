import { useTranslation } from 'react-i18next'
import type { StatisticsInvestment, StatisticsInvestmentItem } from '@/client'
import { formatNumber } from '@/lib/numbers'
import type { Scope } from '@/lib/scope'
import { Money } from '@/ui/Money'
import { ScopeLink } from '@/ui/ScopeBar'
import { WideTable } from '@/ui/WideTable'

/** Below compares the divisions one level down; each leads on. */
export function Below({ scope, investment }: { scope: Scope; investment: StatisticsInvestment }) {
  const { t, i18n } = useTranslation('investment')
  const items = (investment.items ?? []).filter((item) => item.projects > 0 || item.total_fen > 0)
  if (items.length === 0) return null
  return (
    <section className="ft-panel ft-below">
      <h2 className="ft-panel-title">{t('below')}</h2>
      <WideTable<StatisticsInvestmentItem>
        label={t('below')}
        size="small"
        rowKey="division"
        pagination={false}
        dataSource={items}
        columns={[
          { title: t('division'), rowScope: 'row', render: (_, row) => <ScopeLink scope={scope} code={row.division} name={row.name} /> },
          { title: t('tile.total'), align: 'right', render: (_, row) => <Money fen={row.total_fen} short /> },
          { title: t('tile.leverage'), align: 'right', responsive: ['md'], render: (_, row) => (row.leverage === undefined ? t('common:notDefined') : formatNumber(row.leverage, i18n.language, 2)) },
          { title: t('tile.cost'), align: 'right', responsive: ['md'], render: (_, row) => <Money fen={row.cost_per_m2_fen} /> },
          { title: t('tile.area'), align: 'right', responsive: ['md'], render: (_, row) => formatNumber(row.delivered_area_m2, i18n.language, 0) },
        ]}
      />
    </section>
  )
}
