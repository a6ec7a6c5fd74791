import { isRecord } from '@/lib/json'
import { project, type Spot } from './projection'

/** outlinesOf reads every line and border of a GeoJSON document in WGS84; what it does not know it leaves out. */
export function outlinesOf(document: unknown): Spot[][] {
  if (!isRecord(document)) return []
  const parts = document.features ?? document.geometries
  if (Array.isArray(parts)) return parts.flatMap(outlinesOf)
  return document.geometry ? outlinesOf(document.geometry) : lines(document.coordinates)
}

function lines(coordinates: unknown): Spot[][] {
  if (!Array.isArray(coordinates)) return []
  if (coordinates.length > 1 && coordinates.every(isPosition)) return [coordinates.map(([longitude, latitude]) => project(latitude, longitude))]
  return coordinates.flatMap(lines)
}

// Nearer to the poles the projection has no end.
const isPosition = (at: unknown): at is [number, number] => Array.isArray(at) && typeof at[0] === 'number' && typeof at[1] === 'number' && Math.abs(at[1]) < 89
