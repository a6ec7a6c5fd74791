import { PlusOutlined } from '@ant-design/icons'
import { Alert, Button, Empty, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { StatisticsSeries } from '@/client'
import { listSeriesInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList, useMay, useMe } from '@/lib/api'
import { country } from '@/ui/divisions'
import '@/ui/figures.css'
import { PageHeader } from '@/ui/PageHeader'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { PointForm } from './PointForm'
import { Points } from './Points'
import './published.css'
import { SeriesForm } from './SeriesForm'

/** PublishedPage keeps figures that others have published; the platform counts none of them. */
export function PublishedPage() {
  const { t } = useTranslation('published')
  const everywhere = useMe().data?.home === country // a series is the country's, whoever has values for it
  const mayPublish = useMay()('statistics.publish')
  const [adding, add] = useState(false)
  const button = everywhere && mayPublish && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => add(true)}>
      {t('new')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('title')} tags={<Tag>{t('dashboard:notCounted')}</Tag>} actions={button} />
      <Alert type="info" showIcon title={t('note')} description={<Link to="/dashboard">{t('counted')}</Link>} />
      <All mayPublish={mayPublish} />
      {adding && <SeriesForm onClose={() => add(false)} />}
    </>
  )
}

function All({ mayPublish }: { mayPublish: boolean }) {
  const { t } = useTranslation('published')
  const list = useList(listSeriesInfiniteOptions({ query: { limit: 50 } }))
  if (list.loading) return <Skeleton active aria-label={t('common:loading')} />
  if (!list.items) return <ProblemAlert error={list.error} onRetry={list.retry} />
  if (list.items.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('none')} />
  return (
    <>
      {list.items.map((series) => (
        <Figure key={series.code} series={series} mayPublish={mayPublish} />
      ))}
      {list.hasMore && (
        <Button onClick={list.more} loading={list.loadingMore}>
          {t('common:more')}
        </Button>
      )}
    </>
  )
}

function Figure({ series, mayPublish }: { series: StatisticsSeries; mayPublish: boolean }) {
  const { t, i18n } = useTranslation('published')
  const [adding, add] = useState(false)
  const en = i18n.language === 'en'
  const title = en ? series.title_en : series.title_zh
  const facts = [
    ['scope', en ? series.scope_en : series.scope_zh],
    ['definition', en ? series.definition_en : series.definition_zh],
    ['source', [series.source, series.document].filter(Boolean).join(' · ')],
  ] as const
  return (
    <section className="ft-panel ft-published" aria-label={title}>
      <div className="ft-published-head">
        <h2 className="ft-panel-title">{title}</h2>
        {mayPublish && (
          <Button icon={<PlusOutlined />} aria-label={t('addTo', { title })} onClick={() => add(true)}>
            {t('add')}
          </Button>
        )}
      </div>
      <dl className="ft-words">
        {facts.filter(([, text]) => text).map(([name, text]) => (
          <div key={name}>
            <dt>{t(`field.${name}`)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Points series={series} title={title} />
      {adding && <PointForm series={series} title={title} onClose={() => add(false)} />}
    </section>
  )
}
