import { expect, test } from 'vitest'
import { fieldErrors, fieldPath } from './fields'
import { Problem, problemOf } from './problem'

const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers })

test('an answer of the API becomes a problem with its fields and the seconds to wait', () => {
  const body = {
    type: '/problems/invalid_input',
    title: 'Some fields need a correction.',
    status: 422,
    code: 'invalid_input',
    trace_id: 'r1',
    errors: [{ field: 'name', pointer: '/name', code: 'required', message: 'Must be filled in.' }],
  }
  const problem = problemOf(body, answer(422, { 'Retry-After': '7' }))
  expect({ ...problem }).toEqual({
    name: 'Problem',
    type: '/problems/invalid_input',
    title: 'Some fields need a correction.',
    status: 422,
    code: 'invalid_input',
    errors: body.errors,
    warnings: [],
    params: {},
    traceId: 'r1',
    retryAfter: 7,
  })
})

test('what is not a problem of the API gets a code of its own', () => {
  const codes = [
    problemOf('<h1>Bad gateway</h1>', answer(502)),
    problemOf(new TypeError('Failed to fetch')),
    problemOf(new DOMException('stopped', 'AbortError')),
    problemOf(new Error('boom')),
  ].map(({ code, status, passing }) => ({ code, status, passing }))
  expect(codes).toEqual([
    { code: 'bad_answer', status: 502, passing: true },
    { code: 'offline', status: 0, passing: true },
    { code: 'aborted', status: 0, passing: true },
    { code: 'unexpected', status: 0, passing: true },
  ])
})

test('a problem stays the same problem', () => {
  const problem = new Problem({ code: 'not_found', status: 404 })
  expect(problemOf(problem)).toBe(problem)
  expect(problem.passing).toBe(false)
})

test('field errors are gathered by field and named as forms name them', () => {
  const problem = new Problem({
    code: 'invalid_input',
    status: 422,
    errors: [
      { field: 'spaces.0.capacity', pointer: '/spaces/0/capacity', code: 'required', message: 'A.' },
      { field: 'spaces.0.capacity', pointer: '/spaces/0/capacity', code: 'out_of_range', message: 'B.' },
      { field: 'name', pointer: '/name', code: 'required', message: 'C.' },
    ],
  })
  expect(fieldErrors(problem)).toEqual([
    { name: ['spaces', 0, 'capacity'], errors: ['A.', 'B.'] },
    { name: ['name'], errors: ['C.'] },
  ])
  expect(fieldPath('a.12.b')).toEqual(['a', 12, 'b'])
})
