import { useEffect, useRef, type KeyboardEvent, type PointerEvent, type RefObject } from 'react'
import { moved, pinched, zoomed, type Spot, type View } from './projection'

/** useWheel zooms around the pointer. React listens to the wheel passively, which would scroll the page as well. */
export function useWheel(canvas: RefObject<HTMLCanvasElement | null>, view: View, show: (view: View) => void) {
  useEffect(() => {
    const element = canvas.current
    const turn = (event: WheelEvent) => {
      event.preventDefault()
      const { x, y } = fromCentre(event, element!)
      show(zoomed(view, event.deltaY < 0 ? 1.25 : 0.8, x, y))
    }
    element?.addEventListener('wheel', turn, { passive: false })
    return () => element?.removeEventListener('wheel', turn)
  }, [canvas, view, show])
}

/** usePointers drags with one pointer and pinches with two; a press that does not move chooses. */
export function usePointers(view: View, show: (view: View) => void, choose: (x: number, y: number) => void) {
  const down = useRef(new Map<number, Spot>())
  const start = useRef<{ view: View; at: Spot[]; far: boolean }>(undefined)
  const begin = (far: boolean) => {
    start.current = down.current.size > 0 ? { view, at: [...down.current.values()], far } : undefined
  }
  const lift = (event: PointerEvent<HTMLCanvasElement>) => {
    down.current.delete(event.pointerId)
    begin(true)
  }
  return {
    onPointerDown: (event: PointerEvent<HTMLCanvasElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId)
      down.current.set(event.pointerId, fromCentre(event, event.currentTarget))
      begin(down.current.size > 1)
    },
    onPointerMove: (event: PointerEvent<HTMLCanvasElement>) => {
      if (!start.current || !down.current.has(event.pointerId)) return
      down.current.set(event.pointerId, fromCentre(event, event.currentTarget))
      const next = followed(start.current, [...down.current.values()])
      if (next) show(next)
    },
    onPointerUp: (event: PointerEvent<HTMLCanvasElement>) => {
      const box = event.currentTarget.getBoundingClientRect()
      if (start.current && !start.current.far) choose(event.clientX - box.left, event.clientY - box.top)
      lift(event)
    },
    onPointerCancel: lift,
  }
}

function followed(start: { view: View; at: Spot[]; far: boolean }, now: Spot[]): View | undefined {
  const [a, b] = start.at
  const [c, d] = now
  if (!a || !c) return undefined
  if (b && d) return pinched(start.view, [a, b], [c, d])
  start.far ||= Math.hypot(c.x - a.x, c.y - a.y) > 5
  return start.far ? moved(start.view, c.x - a.x, c.y - a.y) : undefined
}

function fromCentre({ clientX, clientY }: { clientX: number; clientY: number }, element: Element): Spot {
  const box = element.getBoundingClientRect()
  return { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2 }
}

/** keysOf moves by the arrows and zooms by plus and minus; zero shows everything. */
export function keysOf(view: View, whole: View, show: (view: View) => void) {
  const keys: Record<string, View> = {
    ArrowLeft: moved(view, 80, 0), ArrowRight: moved(view, -80, 0), ArrowUp: moved(view, 0, 80), ArrowDown: moved(view, 0, -80),
    '+': zoomed(view, 1.5), '=': zoomed(view, 1.5), '-': zoomed(view, 1 / 1.5), '0': whole,
  }
  return (event: KeyboardEvent) => {
    const next = event.ctrlKey || event.metaKey ? undefined : keys[event.key] // the browser's own zoom
    if (!next) return
    event.preventDefault()
    show(next)
  }
}
