import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { PasswordForm } from './PasswordForm'

/** PasswordModal offers the change of the own password from anywhere. */
export function PasswordModal({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('auth')
  return (
    <Modal open={open} onCancel={onClose} footer={null} destroyOnHidden title={t('change.title')} width={440}>
      <PasswordForm onDone={onClose} />
    </Modal>
  )
}
