import { InputNumber, type InputNumberProps } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatMoney, parseYuan, yuanText } from '@/lib/money'

/** Money shows fen as yuan; undefined is "not defined", never zero. */
export function Money({ fen, short = false }: { fen: number | undefined; short?: boolean }) {
  const { t, i18n } = useTranslation()
  if (fen === undefined) return <span className="ft-quiet">{t('notDefined')}</span>
  return <span className="ft-num">{formatMoney(fen, i18n.language, short)}</span>
}

interface InputProps extends Omit<InputNumberProps<string>, 'value' | 'onChange'> {
  value?: number
  onChange?: (fen: number | undefined) => void
}

/** MoneyInput is a form field in yuan whose value is fen. */
export function MoneyInput({ value, onChange, ...rest }: InputProps) {
  const { t } = useTranslation()
  return (
    <InputNumber<string>
      stringMode
      min="0"
      precision={2}
      controls={false}
      suffix={t('yuan')}
      {...rest}
      value={value === undefined ? null : yuanText(value)}
      onChange={(text) => onChange?.(text ? parseYuan(text) : undefined)}
    />
  )
}
