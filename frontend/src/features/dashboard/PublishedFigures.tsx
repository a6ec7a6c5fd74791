import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { StatisticsPoint, StatisticsSeries } from '@/client'
import { listSeriesInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList, useMay } from '@/lib/api'
import { country } from '@/ui/divisions'
import { ListView, type Column } from '@/ui/ListView'
import { PointTime, PointValue } from '@/ui/PublishedPoint'

/** PublishedFigures lists what others have published, apart from what is counted here. */
export function PublishedFigures() {
  const { t } = useTranslation('dashboard')
  const may = useMay()
  const list = useList(listSeriesInfiniteOptions({ query: { limit: 50 } }))
  return (
    <section aria-label={t('published')}>
      <h2 className="ft-panel-title">
        {t('published')} <Tag>{t('notCounted')}</Tag>
      </h2>
      <p className="ft-quiet">{t('publishedNote')}</p>
      {may('statistics.publish') && (
        <p>
          <Link to="/published">{t('enterPublished')}</Link>
        </p>
      )}
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
      <PointValue unit={unit} point={point} />
      <div className="ft-quiet ft-small">
        <PointTime point={point} />
      </div>
    </div>
  )
}
