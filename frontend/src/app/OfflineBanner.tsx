import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { useOnline } from '@/lib/screen'

/** OfflineBanner says so while there is no network. */
export function OfflineBanner() {
  const { t } = useTranslation('shell')
  const online = useOnline()
  return <div role="status">{!online && <Alert banner type="warning" showIcon title={t('offline')} />}</div>
}
