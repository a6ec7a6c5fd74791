import { ArrowRightOutlined } from '@ant-design/icons'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { isRecord } from '@/lib/json'
import './ui.css'

/** Changes shows an event's {field: [before, after]} line by line, the reason ("_note") first. */
export function Changes({ changes }: { changes: unknown }) {
  const { t } = useTranslation('events')
  if (!isRecord(changes)) return null
  const { _note: note, ...fields } = changes
  return (
    <dl className="ft-changes">
      {typeof note === 'string' && note !== '' && (
        <div>
          <dt>{t('common:reason')}</dt>
          <dd>{note}</dd>
        </div>
      )}
      {Object.entries(fields).filter(([field]) => !keys.test(field) || field === 'host_id' || field === 'operator_id').map(([field, pair]) => (
        <div key={field}>
          <dt>{t(`field.${field}`, { defaultValue: field })}</dt>
          <dd>
            <Pair field={field} pair={pair} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

// What tells of a person stands in no history, only that it changed.
const hidden = '***'

// Keys that only programs read.
const keys = /_id$/

function Pair({ field, pair }: { field: string; pair: unknown }) {
  const { t } = useTranslation('events')
  const [before, after] = (Array.isArray(pair) ? pair : [undefined, pair]).map((value) => text(t, field, value))
  if (after === hidden) return t('hidden')
  if (!before) return after || '–'
  return (
    <>
      <del aria-label={t('before', { value: before })}>{before}</del> <ArrowRightOutlined aria-hidden /> <ins>{after || t('removed')}</ins>
    </>
  )
}

// Where the words stand for what the API has codes for.
const words: Record<string, string[]> = {
  kind: ['facilities:kind', 'organisations:kind', 'parts:space.kinds', 'parts:inspection.kinds'],
  status: ['facilities:status', 'investment:status', 'enrolments:status'],
  role: ['shell:roles'],
  sex: ['children:sex'],
  relation: ['children:relation'],
  purpose: ['children:purpose'],
  basis: ['children:basis'],
  accessibility: ['facilities:accessibility'],
  datum: ['facilities:datum'],
}

function text(t: TFunction<'events'>, field: string, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.map((one) => text(t, field, one)).join(t('common:listComma'))
  if (typeof value === 'object') return JSON.stringify(value)
  const places = words[field]
  return places ? t(places.map((place) => `${place}.${String(value)}`), { defaultValue: String(value) }) : String(value)
}
