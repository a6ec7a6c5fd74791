import { useQuery } from '@tanstack/react-query'
import { Skeleton, Timeline } from 'antd'
import { useTranslation } from 'react-i18next'
import { listFacilityStatesOptions } from '@/client/@tanstack/react-query.gen'
import { DateText } from '@/ui/DateText'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { StatusTag } from './StatusTag'

const colors = { planned: 'gray', building: 'blue', open: 'green', suspended: 'orange', closed: 'gray' }

/** States shows what the facility was on any day, the present first. */
export function States({ id }: { id: string }) {
  const { t } = useTranslation('facilities')
  const states = useQuery(listFacilityStatesOptions({ path: { id } }))
  if (states.isPending) return <Skeleton active title={false} />
  if (states.isError) return <ProblemAlert error={states.error} onRetry={() => void states.refetch()} />
  return (
    <section className="ft-panel">
      <Timeline
        className="ft-states"
        items={states.data.items.toSorted((a, b) => b.from.localeCompare(a.from)).map((state) => ({
          key: state.from,
          color: colors[state.status],
          content: (
            <>
              <StatusTag status={state.status} /> {t('fromDay')} <DateText value={state.from} />
              {state.reason && <div className="ft-quiet">{state.reason}</div>}
            </>
          ),
        }))}
      />
    </section>
  )
}
