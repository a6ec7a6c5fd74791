import { Steps } from 'antd'
import { useTranslation } from 'react-i18next'

interface Props {
  at: 0 | 1 | 2
  status?: 'process' | 'finish' | 'error'
}

/** Way shows the three steps of an import and where one is. */
export function Way({ at, status = 'process' }: Props) {
  const { t } = useTranslation('imports')
  return (
    <nav className="ft-import-way" aria-label={t('way')}>
      <Steps responsive={false} size="small" current={at} status={status} items={[{ title: t('step.choose') }, { title: t('step.check') }, { title: t('step.import') }]} />
    </nav>
  )
}
