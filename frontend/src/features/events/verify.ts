import { verifyAudit, type Verdict } from '@/client'

/** verifyChain walks the chain stretch by stretch, tells after each how far it is, and sums up what was found. */
export async function verifyChain(noted: string, tell: (soFar: Verdict) => void, signal: AbortSignal): Promise<Verdict> {
  let whole: Verdict | undefined
  do {
    const head = noted && !whole?.anchored ? { head: noted } : {}
    const after = whole ? { after: whole.sealed } : {}
    // Each stretch builds on the one before.
    // oxlint-disable-next-line no-await-in-loop
    const { data } = await verifyAudit({ query: { ...head, ...after }, signal, throwOnError: true })
    whole = whole ? joined(whole, data) : data
    tell(whole)
  } while (!whole.complete)
  return whole
}

/** joined is the verdict on two stretches that follow each other. */
export function joined(before: Verdict, next: Verdict): Verdict {
  const anchored = before.anchored || next.anchored
  const breaches = [...before.breaches, ...next.breaches]
  return {
    ...next,
    breaches,
    ...((before.anchored !== undefined || next.anchored !== undefined) && { anchored: Boolean(anchored) }),
    intact: breaches.length === 0 && (before.anchored === undefined || Boolean(anchored) || !next.complete),
  }
}
