import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { PageHeader } from '@/ui/PageHeader'

/** NotFoundPage answers addresses that no feature knows. */
export function NotFoundPage() {
  const { t } = useTranslation('shell')
  return (
    <>
      <PageHeader title={t('notFoundTitle')} subtitle={t('notFoundText')} />
      <Link to="/">
        <Button type="primary" tabIndex={-1}>
          {t('home')}
        </Button>
      </Link>
    </>
  )
}
