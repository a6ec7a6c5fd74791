import { Table, type TableProps } from 'antd'
import { useEffect, useRef, type RefObject } from 'react'
import './ui.css'

interface Props<T> extends TableProps<T> {
  /** What the table shows, for screen readers. */
  label: string
}

/** WideTable is a table that scrolls sideways where it must, by the keyboard as well. */
export function WideTable<T extends object>({ label, ...props }: Props<T>) {
  const frame = useRef<HTMLDivElement>(null)
  useReachable(frame, label)
  return (
    <div ref={frame} className="ft-wide-table">
      <Table<T> scroll={{ x: 'max-content' }} {...props} />
    </div>
  )
}

// antd gives no way to its scrolling element; one that does not scroll needs no stop of the keyboard.
function useReachable(frame: RefObject<HTMLElement | null>, label: string) {
  useEffect(() => {
    const region = frame.current?.querySelector<HTMLElement>('.ant-table-content')
    if (!region?.firstElementChild) return
    const names = { tabindex: '0', role: 'group', 'aria-label': label }
    const mark = () => {
      const scrolls = region.scrollWidth > region.clientWidth
      for (const [name, value] of Object.entries(names)) {
        if (scrolls) region.setAttribute(name, value)
        else region.removeAttribute(name)
      }
    }
    const watch = new ResizeObserver(mark)
    watch.observe(region)
    watch.observe(region.firstElementChild)
    return () => watch.disconnect()
  }, [frame, label])
}
