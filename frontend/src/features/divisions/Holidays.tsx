import { EditOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Empty, InputNumber, Skeleton, Table, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CalendarSetDay } from '@/client'
import { getCalendarYearOptions } from '@/client/@tanstack/react-query.gen'
import { useMay } from '@/lib/api'
import { today } from '@/lib/dates'
import { DateText } from '@/ui/DateText'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { HolidaysForm } from './HolidaysForm'

/** Holidays shows the public holidays of a year and the weekend days worked in exchange. */
export function Holidays() {
  const { t } = useTranslation('division')
  const mayEdit = useMay()('division.manage')
  const [year, setYear] = useState(() => Number(today().slice(0, 4)))
  const [editing, setEditing] = useState(false)
  const known = useQuery(getCalendarYearOptions({ path: { year } }))
  if (known.isError) return <ProblemAlert error={known.error} onRetry={() => void known.refetch()} />
  const edit = mayEdit && known.data && (
    <Button type="primary" icon={<EditOutlined />} onClick={() => setEditing(true)}>
      {t('holidays.edit')}
    </Button>
  )
  return (
    <section className="ft-panel" aria-label={t('holidays.title')}>
      <div className="ft-list-bar">
        <label>
          {t('holidays.year')} <InputNumber min={1950} max={2200} precision={0} value={year} onChange={(value) => value && setYear(value)} />
        </label>
        {edit}
      </div>
      {known.isPending && <Skeleton active title={false} />}
      {known.data?.days.length === 0 && <Empty description={t('holidays.none', { year })} />}
      {known.data && known.data.days.length > 0 && (
        <>
          <p className="ft-quiet">{t('holidays.source', { source: known.data.source })}</p>
          <Days days={known.data.days} />
        </>
      )}
      {editing && known.data && <HolidaysForm year={known.data} onClose={() => setEditing(false)} />}
    </section>
  )
}

function Days({ days }: { days: CalendarSetDay[] }) {
  const { t } = useTranslation('division')
  return (
    <Table<CalendarSetDay>
      size="small"
      rowKey="day"
      pagination={false}
      dataSource={days}
      columns={[
        { title: t('holidays.day'), rowScope: 'row', render: (_, { day }) => <DateText value={day} /> },
        { title: t('holidays.kind'), render: (_, { kind }) => <Tag color={kind === 'holiday' ? 'red' : 'gold'}>{t(`holidays.kinds.${kind}`)}</Tag> },
        { title: t('holidays.name'), dataIndex: 'name' },
      ]}
    />
  )
}
