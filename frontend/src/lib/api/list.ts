import { useInfiniteQuery, type InfiniteData, type QueryKey, type UseInfiniteQueryOptions, type UseQueryResult } from '@tanstack/react-query'

/** One page of any list of the API. */
export interface Page<T> {
  items: T[]
  next_cursor?: string | undefined
  total?: number | undefined
}

/** What ListView draws: a list read so far. */
export interface List<T> {
  items: T[] | undefined
  total: number | undefined
  error: unknown
  loading: boolean
  loadingMore: boolean
  hasMore: boolean
  more: () => void
  retry: () => void
}

/** useList reads a list of the API page by page; pass it the generated xxxInfiniteOptions(). */
export function useList<T, E, K extends QueryKey, C>(
  options: UseInfiniteQueryOptions<Page<T>, E, InfiniteData<Page<T>>, K, C>,
): List<T> {
  const query = useInfiniteQuery({
    ...options,
    initialPageParam: {} as C, // the generated code takes an object as "no cursor"
    getNextPageParam: (last: Page<T>) => last.next_cursor as C | undefined,
  })
  return {
    items: query.data?.pages.flatMap((page) => page.items),
    total: query.data?.pages[0]?.total,
    error: query.error,
    loading: query.isPending,
    loadingMore: query.isFetchingNextPage,
    hasMore: query.hasNextPage,
    more: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  }
}

/** listOf makes a list of an answer that holds everything at once. */
export function listOf<T>(query: UseQueryResult<{ items: T[] }, unknown>): List<T> {
  return {
    items: query.data?.items,
    total: query.data?.items.length,
    error: query.error,
    loading: query.isPending,
    loadingMore: false,
    hasMore: false,
    more: () => {},
    retry: () => void query.refetch(),
  }
}
