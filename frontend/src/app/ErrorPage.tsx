import { Button, Result } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRouteError } from 'react-router'
import { problemOf } from '@/lib/api'

/** ErrorPage catches what a page threw, a chunk that could not be loaded included. */
export function ErrorPage() {
  const { t } = useTranslation('shell')
  const { traceId } = problemOf(useRouteError())
  return (
    <main className="ft-center">
      <Result
        status="error"
        title={<h1 className="ft-title">{t('errorTitle')}</h1>}
        subTitle={
          <>
            {t('errorText')} {traceId && t('common:traceId', { id: traceId })}
          </>
        }
        extra={
          <Button type="primary" onClick={() => location.reload()}>
            {t('common:reload')}
          </Button>
        }
      />
    </main>
  )
}
