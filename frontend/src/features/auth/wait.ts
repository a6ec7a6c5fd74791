import { useEffect, useState } from 'react'
import type { Problem } from '@/lib/api'

/** useWait counts down the seconds that a throttled answer asks to wait. */
export function useWait(problem: Problem | undefined): number {
  const [now, setNow] = useState(() => Date.now())
  const [end, setEnd] = useState(0)
  const [counted, count] = useState<Problem>()
  if (problem !== counted) {
    count(problem)
    setNow(Date.now())
    setEnd(problem ? Date.now() + secondsOf(problem) * 1000 : 0)
  }
  const left = Math.max(0, Math.ceil((end - now) / 1000))
  useEffect(() => {
    if (left === 0) return
    const timer = setTimeout(() => setNow(Date.now()), 1000)
    return () => clearTimeout(timer)
  }, [left, now])
  return left
}

function secondsOf(problem: Problem): number {
  return problem.retryAfter ?? (Number(problem.params.seconds) || 30)
}
