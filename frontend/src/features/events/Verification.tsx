import { SafetyCertificateOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Input, Progress, Typography } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Verdict } from '@/client'
import { formatNumber } from '@/lib/numbers'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { verifyChain } from './verify'

/** Verification walks the whole chain of events and names every breach. */
export function Verification() {
  const { t } = useTranslation('events')
  const [head, note] = useState('')
  const [soFar, tell] = useState<Verdict>()
  const work = useRef<AbortController>(undefined)
  const verify = useMutation({
    mutationFn: () => {
      tell(undefined)
      work.current = new AbortController()
      return verifyChain(head.trim(), tell, work.current.signal)
    },
  })
  useEffect(() => () => work.current?.abort(), [])
  return (
    <section className="ft-panel ft-verify" aria-label={t('verifyTitle')}>
      <h2 className="ft-panel-title">{t('verifyTitle')}</h2>
      <p className="ft-quiet">{t('verifyText')}</p>
      <div className="ft-verify-bar">
        <Input aria-label={t('head')} placeholder={t('head')} value={head} maxLength={64} onChange={(event) => note(event.target.value)} />
        <Button icon={<SafetyCertificateOutlined />} loading={verify.isPending} onClick={() => verify.mutate()}>
          {t('verify')}
        </Button>
        {verify.isPending && <Button onClick={() => work.current?.abort()}>{t('stop')}</Button>}
      </div>
      {verify.isPending && soFar && <Way verdict={soFar} />}
      <ProblemAlert error={verify.error} />
      {verify.data && <Result verdict={verify.data} />}
    </section>
  )
}

function Way({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation('events')
  return <Progress aria-label={t('verifyTitle')} percent={Math.floor((100 * verdict.sealed) / Math.max(1, verdict.length))} />
}

function Result({ verdict }: { verdict: Verdict }) {
  const { t, i18n } = useTranslation('events')
  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <Alert
      type={verdict.intact ? 'success' : 'error'}
      showIcon
      role="status"
      title={t(verdict.intact ? 'intact' : 'broken')}
      description={
        <>
          <p>
            {t('walked', { done: number(verdict.sealed), total: number(verdict.length) })} {verdict.unsealed > 0 && t('unsealed', { number: number(verdict.unsealed) })}
          </p>
          {verdict.anchored !== undefined && <p>{t(verdict.anchored ? 'anchored' : 'notAnchored')}</p>}
          <ul className="ft-lines">
            {verdict.breaches.map((breach) => (
              <li key={`${breach.position}${breach.kind}`}>{t('breach', { position: breach.position, kind: t(`breachKind.${breach.kind}`) })}</li>
            ))}
          </ul>
          {t('headNow')} <Typography.Text copyable>{verdict.head}</Typography.Text>
        </>
      }
    />
  )
}
