/** The nonce of this page's content security policy; undefined when it was served without one. */
export const nonce: string | undefined =
  document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content || undefined

/**
 * signStyles gives the nonce to every style element that a script makes. antd's own styles take it from its
 * settings, but its scroll lock and some other libraries offer no way to pass it.
 */
export function signStyles(): void {
  if (!nonce) return
  const create = Document.prototype.createElement
  Document.prototype.createElement = function (this: Document, name: string, options?: ElementCreationOptions) {
    const element = create.call(this, name, options)
    if (element instanceof HTMLStyleElement) element.nonce = nonce
    return element
  } as typeof create
}
