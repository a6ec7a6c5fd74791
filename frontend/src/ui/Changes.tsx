import { ArrowRightOutlined } from '@ant-design/icons'
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
      {Object.entries(fields).map(([field, pair]) => (
        <div key={field}>
          <dt>{t(`field.${field}`, { defaultValue: field })}</dt>
          <dd>
            <Pair pair={pair} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Pair({ pair }: { pair: unknown }) {
  const { t } = useTranslation('events')
  const [before, after] = Array.isArray(pair) ? pair : [undefined, pair]
  if (empty(before)) return text(after)
  return (
    <>
      <del aria-label={t('before', { value: text(before) })}>{text(before)}</del> <ArrowRightOutlined aria-hidden />{' '}
      <ins>{empty(after) ? t('removed') : text(after)}</ins>
    </>
  )
}

const empty = (value: unknown) => value === undefined || value === null || value === ''

function text(value: unknown): string {
  if (empty(value)) return '–'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
