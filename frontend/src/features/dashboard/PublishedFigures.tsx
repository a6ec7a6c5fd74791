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

function useColumns(): Column<StatisticsSeries>[] {
  const { t, i18n } = useTranslation('dashboard')
  const en = i18n.language === 'en'
  return [
    { key: 'title', title: t('figure'), heading: true, render: (s) => <div className="ft-wrap">{en ? s.title_en : s.title_zh}</div> },
    { key: 'value', title: t('value'), render: (s) => s.points.filter(({ division }) => division === country).map((point) => <Point key={point.id} unit={s.unit} point={point} />) },
    {
      key: 'scope',
      title: t('scope'),
      render: (s) => (
        <div className="ft-wrap">
          {en ? s.scope_en : s.scope_zh}
          <div className="ft-quiet ft-small">{s.source}</div>
        </div>
      ),
    },
  ]
}

function Point({ unit, point }: { unit: string; point: StatisticsPoint }) {
  return (
    <div>
      <Value unit={unit} point={point} />
      <div className="ft-quiet ft-small">
        <Time point={point} />
      </div>
    </div>
  )
}

function Value({ unit, point }: { unit: string; point: StatisticsPoint }) {
  const { t, i18n } = useTranslation('dashboard')
  if (unit === 'share') return <span className="ft-num">{formatShare(Number(point.value), i18n.language)}</span>
  const value = new Intl.NumberFormat(i18n.language).format(point.value as Intl.StringNumericLiteral)
  return <span className="ft-num">{t(`unit.${unit}`, { value, defaultValue: `${value} ${unit}` })}</span>
}

function Time({ point }: { point: StatisticsPoint }) {
  if (!point.from_day) return <DateText value={point.as_of} />
  return (
    <>
      <DateText value={point.from_day} /> – <DateText value={point.to_day} />
    </>
  )
}
