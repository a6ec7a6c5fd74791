import { HomeOutlined, MedicineBoxOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AttendanceEntry, AttendanceMark } from '@/client'
import { DateText } from '@/ui/DateText'

const marks: AttendanceMark[] = ['present', 'late', 'excused', 'absent']

interface Props {
  entry: AttendanceEntry
  open: boolean
  onMark: (mark: AttendanceMark) => void
  onFetch: (() => void) | undefined
}

/** RollEntry is one child of a roll: one tap marks it, another tap gives it to who came for it. */
export function RollEntry({ entry, open, onMark, onFetch }: Props) {
  const { t } = useTranslation('roll')
  const there = entry.mark === 'present' || entry.mark === 'late'
  return (
    <li className="ft-roll-entry">
      <div className="ft-roll-name">
        <strong>{entry.name}</strong>
        {entry.has_needs && (
          <Tag icon={<MedicineBoxOutlined />} color="gold">
            {t('hasNeeds')}
          </Tag>
        )}
        {entry.pick_ups.some(({ barred }) => barred) && <Tag color="red">{t('somebodyBarred')}</Tag>}
        {entry.first_mark && <span className="ft-quiet">{t('corrected', { mark: t(`mark.${entry.first_mark}`) })}</span>}
      </div>
      <div className="ft-roll-marks" role="group" aria-label={t('markOf', { name: entry.name })}>
        {marks.map((mark) => (
          <Button key={mark} size="large" type={entry.mark === mark ? 'primary' : 'default'} aria-pressed={entry.mark === mark} disabled={!open || Boolean(entry.picked_up_at)} onClick={() => onMark(mark)}>
            {t(`mark.${mark}`)}
          </Button>
        ))}
      </div>
      {entry.picked_up_at ? (
        <p className="ft-roll-gone">
          <HomeOutlined /> {t('pickedUpBy', { person: entry.picked_up_by })} <DateText value={entry.picked_up_at} time />
        </p>
      ) : (
        there &&
        onFetch && (
          <Button size="large" icon={<HomeOutlined />} onClick={onFetch}>
            {t('handOver')}
          </Button>
        )
      )}
    </li>
  )
}
