import { useTranslation } from 'react-i18next'
import type { StatisticsFacilityCount } from '@/client'
import { formatNumber, formatShare } from '@/lib/numbers'

/** KindTiles shows how many facilities are open, in all and by kind. */
export function KindTiles({ count }: { count: StatisticsFacilityCount }) {
  const { t, i18n } = useTranslation('dashboard')
  const number = (value: number, decimals = 0) => formatNumber(value, i18n.language, decimals)
  return (
    <div className="ft-tiles">
      <Tile name={t('open')} value={number(count.open)} note={t('openNote')} />
      {count.kinds.map((kind) => (
        <Tile
          key={kind.kind}
          name={t(`statistics:kind.${kind.kind}`)}
          value={number(kind.open)}
          note={kind.share === undefined ? t(`noShare.${kind.kind === 'childrens_home' ? 'home' : 'none'}`) : t('shareNote', { share: formatShare(kind.share, i18n.language) })}
        />
      ))}
      <Tile name={t('floorArea')} value={number(count.floor_area_m2)} note={activity(count, i18n.language, t)} />
    </div>
  )
}

function activity(count: StatisticsFacilityCount, language: string, t: (key: string, values?: Record<string, string>) => string) {
  return count.activity_share === undefined ? t('noActivity') : t('activityNote', { share: formatShare(count.activity_share, language) })
}

function Tile({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div className="ft-panel">
      <h2 className="ft-tile-name">{name}</h2>
      <div className="ft-big">{value}</div>
      <div className="ft-quiet ft-small">{note}</div>
    </div>
  )
}
