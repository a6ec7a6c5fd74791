import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { problemOf } from '@/lib/api'

interface Props {
  error: unknown
  onRetry?: () => void
  /** Offered when somebody else has changed the record in the meantime. */
  onReload?: () => void
}

/** ProblemAlert says what went wrong and what to do; nothing while error is empty. */
export function ProblemAlert({ error, onRetry, onReload }: Props) {
  const { t } = useTranslation()
  if (!error) return null
  const problem = problemOf(error)
  const reload = problem.status === 412 && onReload
  return (
    <Alert
      className="ft-form-alert"
      type={problem.status === 412 ? 'warning' : 'error'}
      showIcon
      role="alert"
      title={problem.title || t(`problem.${problem.code}`)}
      description={problem.status >= 500 && problem.traceId ? t('traceId', { id: problem.traceId }) : undefined}
      action={
        reload ? (
          <Button onClick={onReload}>{t('reload')}</Button>
        ) : (
          onRetry && <Button onClick={onRetry}>{t('retry')}</Button>
        )
      }
    />
  )
}
