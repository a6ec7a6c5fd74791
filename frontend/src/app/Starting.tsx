import { Spin } from 'antd'
import { useTranslation } from 'react-i18next'

/** Starting is shown until it is known who is signed in. */
export function Starting() {
  const { t } = useTranslation()
  return (
    <main className="ft-center" aria-busy="true" aria-label={t('loading')}>
      <Spin size="large" />
    </main>
  )
}
