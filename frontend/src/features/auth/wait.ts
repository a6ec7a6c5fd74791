import { useEffect, useState } from 'react'
import type { Problem } from '@/lib/api'

/** useWait counts down the seconds that a throttled answer asks to wait. */
export function useWait(): [left: number, start: (problem: Problem) => void] {
  const [left, setLeft] = useState(0)
  const [end, setEnd] = useState(0)
  useEffect(() => {
    if (end === 0) return
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000))), 250)
    return () => clearInterval(timer)
  }, [end])
  const start = (problem: Problem) => {
    const seconds = problem.retryAfter ?? (Number(problem.params.seconds) || 30)
    setLeft(seconds)
    setEnd(Date.now() + seconds * 1000)
  }
  return [left, start]
}
