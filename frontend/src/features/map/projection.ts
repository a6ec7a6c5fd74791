/** A place in the projection of web maps (EPSG:3857), from 0 to 1 in both directions. */
export interface Spot {
  x: number
  y: number
}

/** What part of the world the canvas shows. */
export interface View {
  centre: Spot
  /** How many pixels the whole world is wide. */
  scale: number
}

/** project turns WGS84 degrees into a place of the projection. */
export function project(latitude: number, longitude: number): Spot {
  const sine = Math.sin((latitude * Math.PI) / 180)
  return { x: longitude / 360 + 0.5, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) }
}

/** China is what an empty map shows. */
const china = [project(53, 74), project(18, 135)]

/** fit shows all spots with a margin; the whole country when there are none. */
export function fit(spots: Spot[], width: number, height: number): View {
  const all = spots.length > 0 ? spots : china
  const [xs, ys] = [all.map(({ x }) => x), all.map(({ y }) => y)]
  const [left, right, top, bottom] = [least(xs), most(xs), least(ys), most(ys)]
  const span = 1e-5 // one spot alone is shown with what lies around it
  const scale = 0.88 * Math.min(width / Math.max(right - left, span), height / Math.max(bottom - top, span))
  return { centre: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale }
}

const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b), Infinity)
const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b), -Infinity)

/** zoomed changes the scale around a point of the canvas, which stays where it is. */
export function zoomed(view: View, factor: number, dx = 0, dy = 0): View {
  const scale = Math.min(Math.max(view.scale * factor, 256), 256 * 2 ** 20)
  const keep = 1 / view.scale - 1 / scale
  return { scale, centre: { x: view.centre.x + dx * keep, y: view.centre.y + dy * keep } }
}

/** moved shifts the view by pixels. */
export function moved(view: View, dx: number, dy: number): View {
  return { scale: view.scale, centre: { x: view.centre.x - dx / view.scale, y: view.centre.y - dy / view.scale } }
}

/** pinched follows two fingers on the canvas, measured from its middle: what was under them stays under them. */
export function pinched(view: View, from: [Spot, Spot], to: [Spot, Spot]): View {
  const [a, b] = [middle(from), middle(to)]
  return moved(zoomed(view, apart(to) / Math.max(apart(from), 1), a.x, a.y), b.x - a.x, b.y - a.y)
}

const middle = ([a, b]: [Spot, Spot]): Spot => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })
const apart = ([a, b]: [Spot, Spot]) => Math.hypot(a.x - b.x, a.y - b.y)
