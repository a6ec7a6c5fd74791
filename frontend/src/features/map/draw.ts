import type { FacilityDot } from '@/client'
import type { Spot, View } from './projection'

/** A facility with its place on the map. */
export interface Marked {
  dot: FacilityDot
  spot: Spot
}

/** What is painted. */
export interface Picture {
  view: View
  width: number
  height: number
  marks: Marked[]
  /** Address of the background, with {z}, {x} and {y}; none as installed. */
  tiles: string | undefined
  /** Lines in the projection, such as the borders of divisions; none as installed. */
  outlines: Spot[][] | undefined
}

/** The colours of the kinds, each also told by its size. */
export const colors: Record<FacilityDot['kind'], string> = { guidance_centre: '#cf1322', service_centre: '#0958d9', service_station: '#13a8a8', childrens_home: '#722ed1' }
const sizes: Record<FacilityDot['kind'], number> = { guidance_centre: 7, service_centre: 5.5, service_station: 4, childrens_home: 4 }

/** place is where a spot lies on the canvas. */
export function place(view: View, width: number, height: number, { x, y }: Spot): [number, number] {
  return [(x - view.centre.x) * view.scale + width / 2, (y - view.centre.y) * view.scale + height / 2]
}

/** paint draws background and facilities as sharp as the screen can show; again is called when a tile has come. */
export function paint(canvas: HTMLCanvasElement, { view, width, height, marks, tiles, outlines }: Picture, again: () => void): void {
  const context = canvas.getContext('2d')
  if (!context) return
  canvas.width = width * devicePixelRatio
  canvas.height = height * devicePixelRatio
  context.scale(devicePixelRatio, devicePixelRatio)
  if (tiles) drawTiles(context, view, width, height, tiles, again)
  if (outlines) drawOutlines(context, view, width, height, outlines)
  drawMarks(context, view, width, height, marks)
}

function drawOutlines(context: CanvasRenderingContext2D, view: View, width: number, height: number, outlines: Spot[][]): void {
  context.beginPath()
  for (const line of outlines) {
    for (const [index, spot] of line.entries()) {
      const [x, y] = place(view, width, height, spot)
      if (index === 0) context.moveTo(x, y)
      else context.lineTo(x, y)
    }
  }
  context.strokeStyle = '#8c96a3'
  context.lineWidth = 1
  context.stroke()
}

// Facilities that are not open are hollow.
function drawMarks(context: CanvasRenderingContext2D, view: View, width: number, height: number, marks: Marked[]): void {
  for (const { dot, spot } of marks) {
    const [x, y] = place(view, width, height, spot)
    if (x < -10 || y < -10 || x > width + 10 || y > height + 10) continue
    context.beginPath()
    context.arc(x, y, sizes[dot.kind], 0, 2 * Math.PI)
    context.strokeStyle = dot.status === 'open' ? '#ffffff' : colors[dot.kind]
    context.fillStyle = dot.status === 'open' ? colors[dot.kind] : '#ffffff'
    context.lineWidth = 1.5
    context.fill()
    context.stroke()
  }
}

/** nearest is the facility at a point of the canvas, if one is close enough to be meant. */
export function nearest(view: View, width: number, height: number, marks: Marked[], x: number, y: number): FacilityDot | undefined {
  let found: FacilityDot | undefined
  let best = 14 * 14
  for (const { dot, spot } of marks) {
    const [px, py] = place(view, width, height, spot)
    const distance = (px - x) ** 2 + (py - y) ** 2
    if (distance < best) [found, best] = [dot, distance]
  }
  return found
}

const loaded = new Map<string, HTMLImageElement>()

function drawTiles(context: CanvasRenderingContext2D, view: View, width: number, height: number, address: string, again: () => void): void {
  const zoom = Math.min(Math.max(Math.round(Math.log2(view.scale / 256)), 0), 18)
  const count = 2 ** zoom
  const size = view.scale / count
  const [left, top] = place(view, width, height, { x: 0, y: 0 })
  for (let x = Math.max(Math.floor(-left / size), 0); x < count && left + x * size < width; x++) {
    for (let y = Math.max(Math.floor(-top / size), 0); y < count && top + y * size < height; y++) {
      const image = tile(address.replace('{z}', String(zoom)).replace('{x}', String(x)).replace('{y}', String(y)), again)
      if (image.complete && image.naturalWidth > 0) context.drawImage(image, left + x * size, top + y * size, size, size)
    }
  }
}

function tile(address: string, again: () => void): HTMLImageElement {
  let image = loaded.get(address)
  if (!image) {
    if (loaded.size > 500) loaded.clear()
    image = new Image()
    image.addEventListener('load', again)
    image.src = address
    loaded.set(address, image)
  }
  return image
}
