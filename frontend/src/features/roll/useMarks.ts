import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRollOptions } from '@/client/@tanstack/react-query.gen'
import { markRoll, type AttendanceMark, type AttendanceRoll } from '@/client'
import { problemOf } from '@/lib/api'
import { newKey } from '@/lib/key'

export interface Marking {
  children: string[]
  mark: AttendanceMark
  reason?: string
}

/** useMarks marks at once on the screen and sends behind it; while the network is away it tries again and again. */
export function useMarks(session: string) {
  const queries = useQueryClient()
  const { queryKey } = getRollOptions({ path: { id: session } })
  return useMutation({
    mutationKey: ['marks', session],
    scope: { id: `marks ${session}` }, // one after the other, in the order of the taps
    mutationFn: async ({ children, mark, reason }: Marking) => {
      const marks = children.map((child_id) => ({ child_id, mark }))
      return (await markRoll({ path: { id: session }, headers: { 'Idempotency-Key': newKey() }, body: { marks, ...(reason && { reason }) }, throwOnError: true })).data
    },
    networkMode: 'always',
    retry: (_, error) => problemOf(error).passing,
    retryDelay: (times) => Math.min(1000 * 2 ** times, 10_000),
    onMutate: async ({ children, mark }: Marking) => {
      await queries.cancelQueries({ queryKey })
      const before = queries.getQueryData<AttendanceRoll>(queryKey)
      queries.setQueryData<AttendanceRoll>(queryKey, (roll) => roll && { ...roll, children: roll.children.map((entry) => (children.includes(entry.child_id) ? { ...entry, mark } : entry)) })
      return { before }
    },
    onError: (_error, _marking, context) => queries.setQueryData(queryKey, context?.before),
    onSettled: () => queries.isMutating({ mutationKey: ['marks', session] }) === 1 && queries.invalidateQueries({ queryKey }),
  })
}
