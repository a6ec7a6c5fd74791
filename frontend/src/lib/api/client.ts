import { client } from '@/client/client.gen'
import { language } from '@/lib/language'
import { Problem, problemOf } from './problem'
import { session } from './session'

/** connect sets up the generated client: token, language, renewal and problems. */
export function connect(baseUrl = '/api/v1'): void {
  client.setConfig({ baseUrl, fetch: send as typeof fetch })
  client.interceptors.error.clear()
  client.interceptors.error.use((error, response) => problemOf(error, response))
}

const opening = /\/auth\/(login|refresh|logout)$/

/** send is fetch with the session: it renews the token when that has ended, once. */
export async function send(request: Request): Promise<Response> {
  request.headers.set('Accept-Language', language.current())
  if (opening.test(new URL(request.url).pathname)) return fetch(request)
  if (session.ending()) await session.renew()
  const again = request.clone()
  const used = session.token()
  const response = await fetch(authorised(request, used))
  if (response.status !== 401 || used === '') return response
  const fresh = session.token() !== used || (await session.renew())
  return fresh && session.token() !== '' ? fetch(authorised(again, session.token())) : response
}

function authorised(request: Request, token: string): Request {
  if (token) request.headers.set('Authorization', `Bearer ${token}`)
  return request
}

/** download fetches a file with the session and hands it to the browser. */
export async function download(path: string, query: Record<string, unknown> = {}): Promise<void> {
  const url = new URL(client.buildUrl({ url: path, query }), location.origin)
  const response = await send(new Request(url)).catch((error: unknown) => {
    throw problemOf(error)
  })
  if (!response.ok) throw problemOf(await response.json().catch(() => undefined), response)
  save(await response.blob(), fileName(response) ?? path.split('/').at(-1) ?? 'file')
}

function fileName(response: Response): string | undefined {
  const disposition = response.headers.get('Content-Disposition') ?? ''
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1]
  return encoded ? decodeURIComponent(encoded) : /filename="?([^";]+)"?/i.exec(disposition)?.[1]
}

function save(content: Blob, name: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

export { Problem }
