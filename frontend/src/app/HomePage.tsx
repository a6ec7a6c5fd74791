import { Empty } from 'antd'
import { useTranslation } from 'react-i18next'
import { Navigate } from 'react-router'
import { PageHeader } from '@/ui/PageHeader'
import { useNav } from './nav'

/** HomePage leads to the first page that the user may open. */
export function HomePage() {
  const { t } = useTranslation('shell')
  const first = useNav()[0]
  if (first) return <Navigate replace to={first.path} />
  return (
    <>
      <PageHeader title={t('common:product')} />
      <Empty description={t('noPages')} />
    </>
  )
}
