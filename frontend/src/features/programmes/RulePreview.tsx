import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Alert, Form, type FormInstance } from 'antd'
import { useTranslation } from 'react-i18next'
import { previewTimetableRule, type Clash, type Cohort, type LeftOut, type Preview } from '@/client'
import { problemOf } from '@/lib/api'
import { formatTime } from '@/lib/dates'
import { useDebounced } from '@/lib/debounce'
import { DateText } from '@/ui/DateText'
import { inputOf, type WeekFields } from './RuleForm'

interface Props {
  cohort: Cohort
  form: FormInstance<WeekFields>
  replaces?: string
}

/** RulePreview tells, while a rule is chosen, how many sessions it gives, which come first, what is left out and what clashes. */
export function RulePreview({ cohort, form, replaces }: Props) {
  const { t } = useTranslation('programmes')
  const fields = Form.useWatch([], { form, preserve: true }) as WeekFields | undefined
  const text = useDebounced(JSON.stringify((fields && inputOf(fields)) ?? null))
  const preview = useQuery({
    queryKey: ['preview', cohort.id, text, replaces],
    queryFn: async ({ signal }) => (await previewTimetableRule({ path: { id: cohort.id }, body: JSON.parse(text), ...(replaces && { query: { replaces } }), signal, throwOnError: true })).data,
    enabled: text !== 'null',
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  })
  return (
    <section className="ft-preview" aria-label={t('preview.title')} aria-live="polite">
      <strong>{t('preview.title')}</strong>
      {text === 'null' && <p className="ft-quiet">{t('preview.incomplete')}</p>}
      {text !== 'null' && preview.isError && <p>{problemOf(preview.error).errors[0]?.message ?? problemOf(preview.error).title}</p>}
      {text !== 'null' && preview.data && !preview.isError && <Shown preview={preview.data} />}
    </section>
  )
}

function Shown({ preview }: { preview: Preview }) {
  const { t } = useTranslation('programmes')
  if (preview.sessions.length === 0) return <p>{t(preview.terms_known ? 'preview.nothing' : 'preview.nothingNoTerms')}</p>
  return (
    <>
      <p>{t('preview.count', { number: preview.sessions.length })}</p>
      <ul>
        {preview.sessions.slice(0, 5).map((session) => (
          <li key={session.day}>
            <WithWeekday day={session.day} /> {session.make_up && t('preview.makeUp')}
          </li>
        ))}
        {preview.sessions.length > 5 && <li>{t('preview.last')} <WithWeekday day={preview.sessions.at(-1)!.day} /></li>}
      </ul>
      {preview.left_out.length > 0 && <LeftOutDays days={preview.left_out} />}
      {preview.clashes.length > 0 && <Clashes clashes={preview.clashes} />}
      {!preview.terms_known && <Alert type="info" showIcon title={t('preview.noTerms')} />}
      {!preview.holidays_known && <Alert type="info" showIcon title={t('preview.noHolidays')} />}
    </>
  )
}

function WithWeekday({ day }: { day: string }) {
  const { i18n } = useTranslation()
  return (
    <>
      <DateText value={day} /> {new Intl.DateTimeFormat(i18n.language, { weekday: 'short', timeZone: 'UTC' }).format(new Date(day))}
    </>
  )
}

function LeftOutDays({ days }: { days: LeftOut[] }) {
  const { t } = useTranslation('programmes')
  return (
    <>
      {t('preview.leftOut', { number: days.length })}
      <ul>
        {days.slice(0, 6).map(({ day, why, name }) => (
          <li key={day}>
            <WithWeekday day={day} /> {name || t(`why.${why}`)}
          </li>
        ))}
        {days.length > 6 && <li>{t('preview.more', { number: days.length - 6 })}</li>}
      </ul>
    </>
  )
}

function Clashes({ clashes }: { clashes: Clash[] }) {
  const { t, i18n } = useTranslation('programmes')
  const lines = clashes.slice(0, 5).map(({ space_name, label, starts_at }) => t('preview.clash', { space: space_name, label, time: formatTime(starts_at, i18n.language) }))
  return (
    <Alert
      type="warning"
      showIcon
      title={t('preview.clashes', { number: clashes.length })}
      description={
        <ul className="ft-lines">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      }
    />
  )
}
