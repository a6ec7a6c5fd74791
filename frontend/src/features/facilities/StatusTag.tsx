import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { FacilityStatus } from '@/client'
import { statusColors } from './words'

/** StatusTag shows where a facility stands in its life. */
export function StatusTag({ status }: { status: FacilityStatus }) {
  const { t } = useTranslation('facilities')
  return <Tag color={statusColors[status]}>{t(`status.${status}`)}</Tag>
}
