import { useQuery } from '@tanstack/react-query'
import { Empty, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DivisionChange } from '@/client'
import { listDivisionChangesOptions } from '@/client/@tanstack/react-query.gen'
import { DateText } from '@/ui/DateText'
import { ProblemAlert } from '@/ui/ProblemAlert'

/** ChangeList tells how a division came to be what it is: mergers, splits, renamings. */
export function ChangeList({ code }: { code: string }) {
  const { t } = useTranslation('division')
  const changes = useQuery(listDivisionChangesOptions({ path: { code } }))
  if (changes.isPending) return <Skeleton active title={false} />
  if (changes.isError) return <ProblemAlert error={changes.error} onRetry={() => void changes.refetch()} />
  if (changes.data.items.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noChanges')} />
  return (
    <section className="ft-panel">
      <ol className="ft-history">
        {changes.data.items.map((change) => (
          <Entry key={change.id} change={change} />
        ))}
      </ol>
    </section>
  )
}

function Entry({ change }: { change: DivisionChange }) {
  const { t } = useTranslation('division')
  return (
    <li>
      <strong>{t(`kind.${change.kind}`)}</strong>{' '}
      <span className="ft-quiet">
        <DateText value={change.effective_on} /> {change.source}
      </span>
      {change.retired.map((step) => (
        <div key={step.code}>
          <Link to={`/divisions/${step.code}`}>{step.code}</Link>
          {step.successors.length > 0 && ' → '}
          {step.successors.map((next) => (
            <Link key={next} to={`/divisions/${next}`} className="ft-successor">
              {next}
            </Link>
          ))}
        </div>
      ))}
      {change.note && <div>{change.note}</div>}
    </li>
  )
}
