import { useTranslation } from 'react-i18next'
import type { StatisticsDefinition, StatisticsRatio } from '@/client'
import { formatNumber, formatShare } from '@/lib/numbers'

/** wordsOf picks the words of a definition in the language of the page. */
export function wordsOf(d: StatisticsDefinition, language: string) {
  return language === 'en'
    ? { title: d.title_en, numerator: d.numerator_en, denominator: d.denominator_en }
    : { title: d.title_zh, numerator: d.numerator_zh, denominator: d.denominator_zh }
}

interface Props {
  ratio: StatisticsRatio
  unit: StatisticsDefinition['unit']
  /** Shows what was divided by what in place of the value. */
  parts?: boolean
}

/** RatioText shows a coverage; without a denominator it is "not defined", never zero. */
export function RatioText({ ratio, unit, parts = false }: Props) {
  const { t, i18n } = useTranslation('statistics')
  const number = (value: number) => formatNumber(value, i18n.language, 1)
  if (parts) {
    const text = t(`parts.${unit}`, { numerator: number(ratio.numerator), denominator: number(ratio.denominator) })
    return <div className="ft-quiet ft-small ft-num">{ratio.value === undefined ? t('noDenominator') : text}</div>
  }
  if (ratio.value === undefined) return <span className="ft-quiet">{t('common:notDefined')}</span>
  if (unit === 'share') return <span className="ft-num">{formatShare(ratio.value, i18n.language)}</span>
  return <span className="ft-num">{t('m2', { value: number(ratio.value) })}</span>
}
