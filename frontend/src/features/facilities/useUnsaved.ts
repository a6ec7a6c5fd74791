import { App } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useBlocker } from 'react-router'

/** useUnsaved asks before leaving a page with changes that were not saved. */
export function useUnsaved() {
  const { t } = useTranslation('facilities')
  const { modal } = App.useApp()
  const [dirty, setDirty] = useState(false)
  const blocker = useBlocker(({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname)
  useEffect(() => {
    if (blocker.state !== 'blocked') return
    modal.confirm({ title: t('unsaved'), okText: t('leave'), cancelText: t('stay'), onOk: () => blocker.proceed(), onCancel: () => blocker.reset() })
  }, [blocker, modal, t])
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => dirty && event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [dirty])
  return setDirty
}
