import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { StatisticsPoint, StatisticsSeries } from '@/client'
import { country, oneDivision } from '@/ui/divisions'
import { PointTime, PointValue } from '@/ui/PublishedPoint'
import { WideTable } from '@/ui/WideTable'

/** Points lists the values of a published figure, each with its place, its time and its note. */
export function Points({ series, title }: { series: StatisticsSeries; title: string }) {
  const { t, i18n } = useTranslation('published')
  return (
    <WideTable<StatisticsPoint>
      label={title}
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={series.points}
      locale={{ emptyText: t('noValue') }}
      columns={[
        { title: t('field.division'), rowScope: 'row', render: (_, point) => <DivisionName code={point.division} /> },
        { title: t('field.time'), render: (_, point) => <PointTime point={point} /> },
        { title: t('field.value'), align: 'right', render: (_, point) => <PointValue unit={series.unit} point={point} /> },
        { title: t('field.note'), render: (_, point) => <div className="ft-wrap">{i18n.language === 'en' ? point.note_en : point.note_zh}</div> },
      ]}
    />
  )
}

function DivisionName({ code }: { code: string }) {
  const { t } = useTranslation('division')
  const { data } = useQuery(oneDivision(code))
  return code === country ? t('country') : (data?.name ?? '…')
}
