import { AimOutlined, MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { FacilityDot } from '@/client'
import { nearest, paint, type Marked, type Picture } from './draw'
import { fit, moved, project, zoomed, type View } from './projection'

interface Props {
  dots: FacilityDot[]
  tiles: string | undefined
  onChoose: (dot: FacilityDot) => void
}

/** MapCanvas draws facilities on a plain canvas that can be moved and zoomed; it needs no internet. */
export function MapCanvas({ dots, tiles, onChoose }: Props) {
  const { t } = useTranslation('map')
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const marks = useMemo(() => dots.map((dot): Marked => ({ dot, spot: project(dot.latitude, dot.longitude) })), [dots])
  const [width, height] = useSize(frame)
  const whole = useMemo(() => fit(marks.map(({ spot }) => spot), width, height), [marks, width, height])
  const [chosen, choose] = useState<{ of: View; view: View }>()
  const view = chosen?.of === whole ? chosen.view : whole // other facilities are shown whole again
  const show = useCallback((next: View) => choose({ of: whole, view: next }), [whole])
  useWheel(canvas, view, show)
  usePainting(canvas, { view, width, height, marks, tiles })
  const drag = useDrag(view, show, (x, y) => {
    const dot = nearest(view, width, height, marks, x, y)
    if (dot) onChoose(dot)
  })
  const keys: Record<string, View> = {
    ArrowLeft: moved(view, 80, 0), ArrowRight: moved(view, -80, 0), ArrowUp: moved(view, 0, 80), ArrowDown: moved(view, 0, -80),
    '+': zoomed(view, 1.5), '=': zoomed(view, 1.5), '-': zoomed(view, 1 / 1.5),
  }
  const press = (event: KeyboardEvent) => {
    const next = keys[event.key]
    if (!next) return
    event.preventDefault()
    show(next)
  }
  return (
    <div className="ft-map" ref={frame}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it is moved by keys */}
      <canvas ref={canvas} tabIndex={0} role="img" aria-label={t('canvas')} onKeyDown={press} {...drag} />
      <div className="ft-map-tools">
        <Button icon={<PlusOutlined />} aria-label={t('zoomIn')} onClick={() => show(zoomed(view, 2))} />
        <Button icon={<MinusOutlined />} aria-label={t('zoomOut')} onClick={() => show(zoomed(view, 0.5))} />
        <Button icon={<AimOutlined />} aria-label={t('fit')} onClick={() => show(whole)} />
      </div>
    </div>
  )
}

function useSize(frame: React.RefObject<HTMLElement | null>): [number, number] {
  const [size, resize] = useState<[number, number]>([800, 480])
  useEffect(() => {
    if (!frame.current) return
    const watch = new ResizeObserver(([entry]) => entry && resize([entry.contentRect.width, entry.contentRect.height]))
    watch.observe(frame.current)
    return () => watch.disconnect()
  }, [frame])
  return size
}

// React listens to the wheel passively, which would scroll the page as well.
function useWheel(canvas: React.RefObject<HTMLCanvasElement | null>, view: View, show: (view: View) => void) {
  useEffect(() => {
    const element = canvas.current
    const turn = (event: WheelEvent) => {
      event.preventDefault()
      const box = element!.getBoundingClientRect()
      show(zoomed(view, event.deltaY < 0 ? 1.25 : 0.8, event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2))
    }
    element?.addEventListener('wheel', turn, { passive: false })
    return () => element?.removeEventListener('wheel', turn)
  }, [canvas, view, show])
}

function usePainting(canvas: React.RefObject<HTMLCanvasElement | null>, { view, width, height, marks, tiles }: Picture) {
  useEffect(() => {
    let live = true
    const again = () => {
      if (live && canvas.current) paint(canvas.current, { view, width, height, marks, tiles }, again)
    }
    again()
    return () => {
      live = false
    }
  }, [canvas, view, width, height, marks, tiles])
}

// A press that does not move chooses; one that moves drags.
function useDrag(view: View, show: (view: View) => void, choose: (x: number, y: number) => void) {
  const from = useRef<{ x: number; y: number; view: View; far: boolean }>(undefined)
  return {
    onPointerDown: (event: PointerEvent<HTMLCanvasElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId)
      from.current = { x: event.clientX, y: event.clientY, view, far: false }
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      const start = from.current
      if (!start) return
      start.far ||= Math.hypot(clientX - start.x, clientY - start.y) > 5
      if (start.far) show(moved(start.view, clientX - start.x, clientY - start.y))
    },
    onPointerUp: (event: PointerEvent<HTMLCanvasElement>) => {
      const box = event.currentTarget.getBoundingClientRect()
      if (from.current && !from.current.far) choose(event.clientX - box.left, event.clientY - box.top)
      from.current = undefined
    },
  }
}
