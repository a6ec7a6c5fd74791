import { useEffect, useState } from 'react'

/** useDebounced follows a value once it has rested for some milliseconds. */
export function useDebounced<T>(value: T, rest = 250): T {
  const [settled, settle] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => settle(value), rest)
    return () => clearTimeout(timer)
  }, [value, rest])
  return settled
}
