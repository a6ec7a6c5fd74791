import { Alert, Button, Modal, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import type { NewUser } from '@/client'

/** Password shows a password that was just made. It cannot be shown again. */
export function Password({ user, onClose, next }: { user: NewUser; onClose: () => void; next: string }) {
  const { t } = useTranslation('users')
  return (
    <Modal
      open
      closable={false}
      title={t('passwordTitle', { login: user.login })}
      footer={
        <Button type="primary" onClick={onClose}>
          {next}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={t('passwordOnce')} />
      <p>
        <Typography.Text copyable code aria-label={t('password')}>
          {user.password}
        </Typography.Text>
      </p>
    </Modal>
  )
}
