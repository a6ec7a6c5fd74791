import { KeyOutlined, LogoutOutlined, UserOutlined } from '@ant-design/icons'
import { Button, Dropdown, type MenuProps } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { PasswordModal } from '@/features/auth/PasswordModal'
import { session, useMe } from '@/lib/api'

/** UserMenu names who is signed in, as what and where, and offers what concerns the account. */
export function UserMenu() {
  const { t } = useTranslation('shell')
  const navigate = useNavigate()
  const me = useMe().data
  const [changing, setChanging] = useState(false)
  if (!me) return null

  const signOut = async () => {
    await session.signOut().catch(() => undefined) // signed out on this side in any case
    await navigate('/login', { replace: true })
  }
  const grants = me.grants.map((grant) => ({
    key: grant.id,
    label: [grant.role && t(`roles.${grant.role}`), grant.division_name].filter(Boolean).join(' · '),
    disabled: true,
  }))
  const items: MenuProps['items'] = [
    { type: 'group', key: 'who', label: `${me.user.name} (${me.user.login})`, children: grants },
    { type: 'divider' },
    { key: 'password', icon: <KeyOutlined />, label: t('changePassword'), onClick: () => setChanging(true) },
    { key: 'out', icon: <LogoutOutlined />, label: t('signOut'), onClick: () => void signOut() },
  ]
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
        <Button type="text" icon={<UserOutlined />} aria-label={t('account', { name: me.user.name })} aria-haspopup="menu">
          <span className="ft-wide-only">{me.user.name}</span>
        </Button>
      </Dropdown>
      <PasswordModal open={changing} onClose={() => setChanging(false)} />
    </>
  )
}
