/** formatNumber writes a number with grouping. */
export function formatNumber(value: number, language: string, decimals = 0): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: decimals }).format(value)
}

/** formatShare writes a share of one (0.853) as a percentage ("85.3%"). */
export function formatShare(value: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(value)
}
