import { useTranslation } from 'react-i18next'
import { formatDate, formatTime } from '@/lib/dates'

/** DateText shows a day, or with time an instant, as the clocks in China show it. */
export function DateText({ value, time = false }: { value: string | undefined; time?: boolean }) {
  const { i18n } = useTranslation()
  if (!value) return <span className="ft-quiet">–</span>
  return <time dateTime={value}>{(time ? formatTime : formatDate)(value, i18n.language)}</time>
}
