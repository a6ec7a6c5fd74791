import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'

/** WaitNotice says how long to wait after too many failed attempts, and when that is over. */
export function WaitNotice({ seconds }: { seconds: number }) {
  const { t } = useTranslation('auth')
  const waiting = seconds > 0
  return (
    <Alert
      className="ft-form-alert"
      showIcon
      type={waiting ? 'warning' : 'info'}
      title={waiting ? t('wait', { seconds }) : t('waitOver')}
    />
  )
}
