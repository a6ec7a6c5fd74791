import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { session } from '@/lib/api'
import { PasswordForm } from './PasswordForm'
import './auth.css'

/** ForcedPasswordPage stands before everything else until an administrator's password has been replaced. */
export function ForcedPasswordPage() {
  const { t } = useTranslation('auth')
  const queries = useQueryClient()
  return (
    <div className="ft-login">
      <title>{`${t('change.title')} · ${t('common:product')}`}</title>
      <div className="ft-login-language">
        <Button type="text" onClick={() => void session.signOut()}>
          {t('shell:signOut')}
        </Button>
      </div>
      <main className="ft-login-card">
        <h1 className="ft-title">{t('change.forced')}</h1>
        <p className="ft-quiet">{t('change.forcedText')}</p>
        <PasswordForm onDone={() => void queries.invalidateQueries()} />
      </main>
    </div>
  )
}
