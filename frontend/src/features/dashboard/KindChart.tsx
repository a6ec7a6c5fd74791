import { Empty } from 'antd'
import { useTranslation } from 'react-i18next'
import type { StatisticsFacilityCount, StatisticsKindCount } from '@/client'
import { formatNumber, formatShare } from '@/lib/numbers'
import { EChart } from '@/ui/EChart'

const statuses = ['open', 'planned', 'building', 'suspended', 'closed'] as const

/** KindChart draws the share of each kind among open facilities; its table has every status. */
export function KindChart({ count }: { count: StatisticsFacilityCount }) {
  const { t, i18n } = useTranslation('dashboard')
  const number = (value: number) => formatNumber(value, i18n.language)
  const share = (kind: StatisticsKindCount) => (kind.share === undefined ? '–' : formatShare(kind.share, i18n.language))
  const parts = count.kinds.filter(({ kind }) => kind !== 'childrens_home')
  const table = {
    columns: [t('kind'), ...statuses.map((status) => t(`statistics:status.${status}`)), t('share')],
    rows: count.kinds.map((kind) => ({
      key: kind.kind,
      cells: [t(`statistics:kind.${kind.kind}`), ...statuses.map((status) => number(kind[status])), share(kind)],
    })),
  }
  return (
    <div className="ft-panel">
      <h2 className="ft-panel-title">{t('kindTitle')}</h2>
      {count.open === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noneOpen')} />}
      <EChart
        label={t('kindLabel', { total: number(count.open) })}
        table={table}
        height={count.open === 0 ? 0 : 300}
        option={{
          legend: { bottom: 0 },
          series: [{
            type: 'pie',
            radius: ['45%', '70%'],
            center: ['50%', '44%'],
            label: { formatter: '{d}%' },
            data: parts.map((kind) => ({ name: t(`statistics:kind.${kind.kind}`), value: kind.open })),
          }],
        }}
      />
    </div>
  )
}
