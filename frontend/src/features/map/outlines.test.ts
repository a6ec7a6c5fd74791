import { expect, test } from 'vitest'
import { outlinesOf } from './outlines'
import { project } from './projection'

const ring = [[120, 30], [121, 30], [121, 31], [120, 30]]
const drawn = [project(30, 120), project(30, 121), project(31, 121), project(30, 120)]

test('borders and lines are read from every kind of GeoJSON', () => {
  const document = {
    type: 'FeatureCollection',
    features: [
      { type: 'Feature', geometry: { type: 'MultiPolygon', coordinates: [[ring], [ring]] } },
      { type: 'Feature', geometry: { type: 'GeometryCollection', geometries: [{ type: 'LineString', coordinates: ring }] } },
    ],
  }
  expect(outlinesOf(document)).toEqual([drawn, drawn, drawn])
})

test('points, empty features and other documents have no outline', () => {
  const features = [{ type: 'Feature', geometry: { type: 'Point', coordinates: [120, 30] } }, { type: 'Feature', geometry: null }]
  expect([outlinesOf({ type: 'FeatureCollection', features }), outlinesOf('no map'), outlinesOf({ coordinates: [[0, 90], [1, 90]] })]).toEqual([[], [], []])
})
