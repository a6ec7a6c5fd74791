import { SafetyCertificateOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Input, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { verifyAudit, type Verdict } from '@/client'
import { ProblemAlert } from '@/ui/ProblemAlert'

/** Verification walks the whole chain of events and names every breach. */
export function Verification() {
  const { t } = useTranslation('events')
  const [head, note] = useState('')
  const verify = useMutation({ mutationFn: async () => (await verifyAudit({ query: { ...(head.trim() && { head: head.trim() }) }, throwOnError: true })).data })
  return (
    <section className="ft-panel ft-verify">
      <h2 className="ft-panel-title">{t('verifyTitle')}</h2>
      <p className="ft-quiet">{t('verifyText')}</p>
      <div className="ft-verify-bar">
        <Input aria-label={t('head')} placeholder={t('head')} value={head} maxLength={64} onChange={(event) => note(event.target.value)} />
        <Button icon={<SafetyCertificateOutlined />} loading={verify.isPending} onClick={() => verify.mutate()}>
          {t('verify')}
        </Button>
      </div>
      <ProblemAlert error={verify.error} />
      {verify.data && <Result verdict={verify.data} />}
    </section>
  )
}

function Result({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation('events')
  return (
    <Alert
      type={verdict.intact ? 'success' : 'error'}
      showIcon
      role="status"
      title={t(verdict.intact ? 'intact' : 'broken')}
      description={
        <>
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
