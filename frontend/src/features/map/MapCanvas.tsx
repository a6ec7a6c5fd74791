import { AimOutlined, MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FacilityDot } from '@/client'
import { nearest, paint, type Marked, type Picture } from './draw'
import { keysOf, usePointers, useWheel } from './gestures'
import { fit, project, zoomed, type Spot, type View } from './projection'

interface Props {
  dots: FacilityDot[]
  tiles: string | undefined
  outlines: Spot[][] | undefined
  onChoose: (dot: FacilityDot) => void
}

/** MapCanvas draws facilities on a plain canvas that can be moved and zoomed; it needs no internet. */
export function MapCanvas({ dots, tiles, outlines, onChoose }: Props) {
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
  usePainting(canvas, { view, width, height, marks, tiles, outlines })
  const pointers = usePointers(view, show, (x, y) => {
    const dot = nearest(view, width, height, marks, x, y)
    if (dot) onChoose(dot)
  })
  return (
    <div className="ft-map" ref={frame}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it is moved by keys */}
      <canvas ref={canvas} tabIndex={0} role="img" aria-label={t('canvas')} onKeyDown={keysOf(view, whole, show)} {...pointers} />
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

function usePainting(canvas: React.RefObject<HTMLCanvasElement | null>, { view, width, height, marks, tiles, outlines }: Picture) {
  useEffect(() => {
    let live = true
    const again = () => {
      if (live && canvas.current) paint(canvas.current, { view, width, height, marks, tiles, outlines }, again)
    }
    again()
    return () => {
      live = false
    }
  }, [canvas, view, width, height, marks, tiles, outlines])
}
