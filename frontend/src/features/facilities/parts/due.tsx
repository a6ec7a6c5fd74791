import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { today } from '@/lib/dates'
import { DateText } from '@/ui/DateText'

/** Due shows a day by which something is to be done, and says when that is near or over. */
export function Due({ day }: { day: string | undefined }) {
  const { t } = useTranslation('parts')
  if (!day) return <span className="ft-quiet">–</span>
  const left = (Date.parse(day) - Date.parse(today())) / 86_400_000
  return (
    <>
      <DateText value={day} /> {left < 0 && <Tag color="red">{t('overdue')}</Tag>}
      {left >= 0 && left <= 30 && <Tag color="orange">{t('dueSoon', { count: left })}</Tag>}
    </>
  )
}
