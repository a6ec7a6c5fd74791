import { MenuOutlined } from '@ant-design/icons'
import { Button, Drawer, Tag } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Outlet, ScrollRestoration, useLocation } from 'react-router'
import { useMe } from '@/lib/api'
import { usePhone } from '@/lib/screen'
import { LanguageSwitch } from '@/ui/LanguageSwitch'
import { Mark } from './nav'
import { Navigation } from './Navigation'
import { OfflineBanner } from './OfflineBanner'
import { UserMenu } from './UserMenu'
import './shell.css'

/** Shell is the frame of every page: header, navigation, content. */
export function Shell() {
  const { t } = useTranslation('shell')
  const phone = usePhone()
  const main = useFocusOnNewPage()
  return (
    <>
      <a className="ft-skip" href="#main">
        {t('skip')}
      </a>
      <header className="ft-header">
        {phone && <PhoneMenu />}
        <Brand />
        <div className="ft-header-end">
          <LanguageSwitch compact={phone} />
          <UserMenu />
        </div>
      </header>
      <OfflineBanner />
      <div className="ft-body">
        {!phone && (
          <aside className="ft-side">
            <Navigation />
          </aside>
        )}
        <main id="main" className="ft-main" ref={main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <ScrollRestoration />
    </>
  )
}

function Brand() {
  const { t } = useTranslation('shell')
  const demo = useMe().data?.user.demo
  return (
    <>
      <Link to="/" className="ft-brand">
        <Mark />
        <span>{t('common:product')}</span>
      </Link>
      {demo && <Tag color="gold">{t('demo')}</Tag>}
    </>
  )
}

function PhoneMenu() {
  const { t } = useTranslation('shell')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button type="text" icon={<MenuOutlined />} aria-label={t('menu')} aria-expanded={open} onClick={() => setOpen(true)} />
      <Drawer open={open} onClose={() => setOpen(false)} placement="left" size={280} title={t('common:product')}>
        <Navigation onNavigate={() => setOpen(false)} />
      </Drawer>
    </>
  )
}

// A screen reader would else stay where the link was.
function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    main.current?.focus({ preventScroll: true })
  }, [pathname])
  return main
}
