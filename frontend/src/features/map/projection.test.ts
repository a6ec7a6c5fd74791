import { expect, test } from 'vitest'
import { fit, moved, pinched, project, zoomed } from './projection'

test('the corners of the web map are where they belong', () => {
  expect(project(0, -180)).toEqual({ x: 0, y: 0.5 })
  expect(project(85.05112878, 180).y).toBeCloseTo(0, 6)
})

test('zooming keeps the point under the pointer', () => {
  const view = { centre: { x: 0.8, y: 0.4 }, scale: 10_000 }
  const next = zoomed(view, 2, 100, -50)
  expect(next.centre.x + 100 / next.scale).toBeCloseTo(view.centre.x + 100 / view.scale, 10)
  expect(next.centre.y - 50 / next.scale).toBeCloseTo(view.centre.y - 50 / view.scale, 10)
})

test('everything fits, and moving back and forth changes nothing', () => {
  const spots = [project(30, 120), project(40, 116)]
  const view = fit(spots, 800, 600)
  for (const { x, y } of spots) {
    expect(Math.abs(x - view.centre.x) * view.scale).toBeLessThan(400)
    expect(Math.abs(y - view.centre.y) * view.scale).toBeLessThan(300)
  }
  expect(moved(moved(view, 30, 40), -30, -40).centre.x).toBeCloseTo(view.centre.x, 12)
})

test('what was under two fingers stays under them', () => {
  const view = { centre: { x: 0.8, y: 0.4 }, scale: 10_000 }
  const next = pinched(view, [{ x: -50, y: 0 }, { x: 50, y: 20 }], [{ x: -80, y: 30 }, { x: 120, y: 70 }])
  expect(next.scale).toBeCloseTo(20_000, 6)
  expect(next.centre.x - 80 / next.scale).toBeCloseTo(view.centre.x - 50 / view.scale, 10)
  expect(next.centre.y + 70 / next.scale).toBeCloseTo(view.centre.y + 20 / view.scale, 10)
})
