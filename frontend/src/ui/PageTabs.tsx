import { Tabs, type TabsProps } from 'antd'
import { useEffect, useRef } from 'react'

/** PageTabs are the tabs of a page; those that do not fit stand in a menu at their end. */
export function PageTabs(props: TabsProps) {
  const frame = useRef<HTMLDivElement>(null)
  // antd makes the bar with its menu the list of tabs, but such a list may hold nothing but tabs (ARIA).
  useEffect(() => {
    const bar = frame.current?.querySelector('.ant-tabs-nav')
    bar?.removeAttribute('role')
    bar?.removeAttribute('aria-orientation')
    frame.current?.querySelector('.ant-tabs-nav-list')?.setAttribute('role', 'tablist')
  }, [])
  return (
    <div ref={frame}>
      <Tabs destroyOnHidden {...props} />
    </div>
  )
}
