import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { StatisticsPoint, StatisticsSeries } from '@/client'
import { listSeriesInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList } from '@/lib/api'
import { formatShare } from '@/lib/numbers'
import { DateText } from '@/ui/DateText'
import { country } from '@/ui/divisions'
import { ListView, type Column } from '@/ui/ListView'

/** PublishedFigures lists what others have published, apart from what is counted here. */
export function PublishedFigures() {
  const { t } = useTranslation('dashboard')
  const list = useList(listSeriesInfiniteOptions({ query: { limit: 50 } }))
  return (
    <section aria-label={t('published')}>
      <h2 className="ft-panel-title">
        {t('published')} <Tag>{t('notCounted')}</Tag>
      </h2>
      <p className="ft-quiet">{t('publishedNote')}</p>
      <ListView list={list} columns={useColumns()} rowKey={({ code }) => code} label={t('published')} empty={{ text: t('noPublished') }} />
    </section>
  )
}

// Figures of the country come first, and of these the latest: the points are sorted so.
function latest({ points }: StatisticsSeries): StatisticsPoint | undefined {
  const national = points.filter(({ division }) => division === country)
  return national.at(-1) ?? points.at(-1)
}

function useColumns(): Column<StatisticsSeries>[] {
  const { t, i18n } = useTranslation('dashboard')
  const en = i18n.language === 'en'
  return [
    { key: 'title', title: t('figure'), heading: true, render: (s) => (en ? s.title_en : s.title_zh) },
    { key: 'value', title: t('value'), align: 'right', render: (s) => <Value unit={s.unit} point={latest(s)} /> },
    { key: 'time', title: t('time'), render: (s) => <Time point={latest(s)} /> },
    { key: 'scope', title: t('scope'), render: (s) => <div className="ft-wrap">{en ? s.scope_en : s.scope_zh}</div> },
    { key: 'source', title: t('source'), render: (s) => <div className="ft-wrap">{s.source}</div> },
  ]
}

function Value({ unit, point }: { unit: string; point: StatisticsPoint | undefined }) {
  const { t, i18n } = useTranslation('dashboard')
  if (!point) return <span className="ft-quiet">–</span>
  if (unit === 'share') return <span className="ft-num">{formatShare(Number(point.value), i18n.language)}</span>
  const value = new Intl.NumberFormat(i18n.language).format(point.value as Intl.StringNumericLiteral)
  return <span className="ft-num">{t(`unit.${unit}`, { value, defaultValue: `${value} ${unit}` })}</span>
}

function Time({ point }: { point: StatisticsPoint | undefined }) {
  if (!point?.from_day) return <DateText value={point?.as_of} />
  return (
    <>
      <DateText value={point.from_day} /> – <DateText value={point.to_day} />
    </>
  )
}
