import { useMutation } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { applyFacilityImport, type FacilityImport } from '@/client'
import { formatNumber } from '@/lib/numbers'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { Download } from './Download'

const counts = ['created', 'updated', 'unchanged', 'rejected'] as const

/** Outcome says in one sentence what came of a file, in four numbers how much, and offers what to do next. */
export function Outcome({ record }: { record: FacilityImport }) {
  return (
    <section className="ft-panel ft-import-part">
      <Verdict record={record} />
      {record.status !== 'failed' && <Numbers record={record} />}
      <Next record={record} />
    </section>
  )
}

type Kind = 'success' | 'info' | 'warning' | 'error'

// The words are those of verdict.<name> in imports.json.
function verdict(record: FacilityImport): [name: string, kind: Kind] {
  const writes = record.created + record.updated
  if (record.status === 'failed') return ['failed', 'error']
  if (record.status === 'refused') return ['refused', 'error']
  if (record.dry_run && record.rejected > 0) return [writes > 0 ? 'mistakes' : 'onlyMistakes', 'warning']
  if (record.dry_run) return writes > 0 ? ['good', 'success'] : ['nothing', 'info']
  return record.rejected > 0 ? ['partly', 'warning'] : ['done', 'success']
}

function Verdict({ record }: { record: FacilityImport }) {
  const { t, i18n } = useTranslation('imports')
  const number = (value: number) => formatNumber(value, i18n.language)
  const [name, kind] = verdict(record)
  const values = { rejected: number(record.rejected), writes: number(record.created + record.updated), message: record.message ?? '' }
  return (
    <Alert className="ft-form-alert" type={kind} showIcon role="status" title={t(`verdict.${name}`, values)} description={t(`verdict.${name}Text`, values)} />
  )
}

function Numbers({ record }: { record: FacilityImport }) {
  const { t, i18n } = useTranslation('imports')
  return (
    <dl className="ft-import-numbers">
      {counts.map((key) => (
        <div key={key}>
          <dt>{t(`count.${key}`)}</dt>
          <dd className="ft-num">{formatNumber(record[key], i18n.language)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Next({ record }: { record: FacilityImport }) {
  const { t } = useTranslation('imports')
  const go = useNavigate()
  const good = record.rejected === 0 && record.status === 'done'
  return (
    <div className="ft-import-buttons">
      {record.rejected > 0 && <Download path={`/facility-imports/${record.id}/errors`} format="xlsx" text={t('downloadErrors')} />}
      {!good && (
        <Button type="primary" onClick={() => void go('/imports/new')}>
          {t('chooseCorrected')}
        </Button>
      )}
      {record.dry_run && record.status === 'done' && record.created + record.updated > 0 && <Apply record={record} />}
      {!record.dry_run && record.status === 'done' && (
        <Button type={good ? 'primary' : 'default'} onClick={() => void go('/facilities')}>
          {t('toFacilities')}
        </Button>
      )}
    </div>
  )
}

function Apply({ record }: { record: FacilityImport }) {
  const { t, i18n } = useTranslation('imports')
  const go = useNavigate()
  const partial = record.rejected > 0
  const apply = useMutation({
    mutationFn: async () => (await applyFacilityImport({ path: { id: record.id }, body: { partial }, throwOnError: true })).data,
    onSuccess: ({ id }) => void go(`/imports/${id}`),
  })
  const text = t(partial ? 'applyGood' : 'apply', { writes: formatNumber(record.created + record.updated, i18n.language) })
  return (
    <>
      <Button type={partial ? 'default' : 'primary'} loading={apply.isPending} onClick={() => apply.mutate()}>
        {text}
      </Button>
      <ProblemAlert error={apply.error} />
    </>
  )
}
