/** newKey makes an Idempotency-Key. (crypto.randomUUID is missing where a site is not served over HTTPS.) */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
