import type { FieldProblem, Problem as ProblemBody, Warning } from '@/client'

/** Problem is every failure of a request: an answer of the API, an unreadable answer, or none at all. */
export class Problem extends Error {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly errors: FieldProblem[]
  readonly warnings: Warning[]
  readonly params: Record<string, unknown>
  readonly traceId: string | undefined
  /** Seconds to wait before trying again. */
  readonly retryAfter: number | undefined

  constructor(body: Partial<ProblemBody> & { code: string }, retryAfter?: number) {
    super(body.title ?? body.code)
    this.name = 'Problem'
    this.type = body.type ?? 'about:blank'
    this.title = body.title ?? ''
    this.status = body.status ?? 0
    this.code = body.code
    this.errors = body.errors ?? []
    this.warnings = body.warnings ?? []
    this.params = (body.params ?? {}) as Record<string, unknown>
    this.traceId = body.trace_id
    this.retryAfter = retryAfter
  }

  /** Whether the same request may succeed later without a change. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

/** Codes of problems that this side finds itself; their texts are in locales common.json under "problem". */
export type OwnCode = 'offline' | 'bad_answer' | 'aborted' | 'unexpected'

/** problemOf turns whatever a request threw or answered into a Problem. */
export function problemOf(error: unknown, response?: Response): Problem {
  if (error instanceof Problem) return error
  if (response) return fromResponse(error, response)
  if (error instanceof DOMException && error.name === 'AbortError') return own('aborted')
  if (error instanceof TypeError) return own('offline')
  return own('unexpected')
}

function own(code: OwnCode, status = 0): Problem {
  return new Problem({ code, status })
}

function fromResponse(body: unknown, response: Response): Problem {
  if (!isBody(body)) return own('bad_answer', response.status)
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN)
  return new Problem({ ...body, status: response.status }, Number.isFinite(seconds) ? seconds : undefined)
}

function isBody(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string'
}
