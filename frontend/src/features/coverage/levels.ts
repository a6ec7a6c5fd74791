import { level } from '@/ui/divisions'

/** levelOf reads the level of a division from its code. */
export function levelOf(code: string): number {
  if (code.slice(9) !== '000') return level.community
  if (code.slice(6) !== '000000') return level.township
  if (code.slice(4) !== '00000000') return level.county
  if (code.slice(2) !== '0000000000') return level.city
  return code.startsWith('00') ? level.country : level.province
}
