import type { FacilityImport } from '@/client'

/** The name of how far an import is, which also tells checks from imports: a key of imports.json. */
export function stage(record: FacilityImport): string {
  return `stage.${record.dry_run ? 'check' : 'import'}.${record.status}`
}

/** The colour that goes with it. */
export function colour(record: FacilityImport): string {
  if (record.status === 'failed' || record.status === 'refused') return 'red'
  if (record.status !== 'done') return 'blue'
  return record.rejected > 0 ? 'gold' : 'green'
}

/** finished tells whether anything can still change. */
export function finished(record: FacilityImport): boolean {
  return record.status !== 'queued' && record.status !== 'running'
}
