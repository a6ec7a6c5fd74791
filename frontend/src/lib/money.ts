const factor = 100n

/** yuanText writes fen as yuan with two decimals, exactly, without grouping: 123456 is "1234.56". */
export function yuanText(fen: number | bigint): string {
  const value = BigInt(fen)
  const size = value < 0n ? -value : value
  const cents = String(size % factor).padStart(2, '0')
  return `${value < 0n ? '-' : ''}${size / factor}.${cents}`
}

/** parseYuan reads yuan as fen; undefined when the text is not an amount with at most two decimals. */
export function parseYuan(text: string): number | undefined {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text.replaceAll(',', '').trim())
  if (!match) return undefined
  const fen = Number(`${match[2]}${(match[3] ?? '').padEnd(2, '0')}`)
  if (!Number.isSafeInteger(fen)) return undefined
  return match[1] && fen !== 0 ? -fen : fen
}

/** formatMoney writes fen for people: "¥1,234.56". Amounts from ten thousand yuan may be shortened. */
export function formatMoney(fen: number | bigint, language: string, short = false): string {
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: 'CNY',
    currencyDisplay: 'narrowSymbol',
    ...(short ? { notation: 'compact', maximumFractionDigits: 2 } : {}),
  })
  return format.format(yuanText(fen) as Intl.StringNumericLiteral)
}
