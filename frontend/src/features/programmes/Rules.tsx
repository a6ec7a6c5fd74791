import { PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Empty, Popconfirm, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { removeTimetableRule, type Cohort, type Rule } from '@/client'
import { listTimetableOptions } from '@/client/@tanstack/react-query.gen'
import { problemOf } from '@/lib/api'
import { DateText } from '@/ui/DateText'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { RuleForm } from './RuleForm'
import { endOf, weekOf } from './rrule'

/** Rules is the timetable of a group: on which weekdays, when, where. */
export function Rules({ cohort, mayEdit }: { cohort: Cohort; mayEdit: boolean }) {
  const { t } = useTranslation('programmes')
  const [params, setParams] = useSearchParams()
  const found = useQuery(listTimetableOptions({ path: { id: cohort.id } }))
  const [open, show] = useState<Rule | 'new' | undefined>(mayEdit && params.get('add') && params.get('tab') === 'timetable' ? 'new' : undefined)
  if (found.isPending) return <Skeleton active title={false} />
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />
  const rules = found.data.items
  const close = () => {
    show(undefined)
    setParams({ tab: 'timetable' }, { replace: true })
  }
  const add = mayEdit && (
    <Button type={rules.length === 0 ? 'primary' : 'default'} icon={<PlusOutlined />} onClick={() => show('new')}>
      {t('timetable.add')}
    </Button>
  )
  return (
    <section className="ft-panel" aria-label={t('timetable.rules')}>
      <div className="ft-section-head">
        <h2>{t('timetable.rules')}</h2>
        {rules.length > 0 && add}
      </div>
      {rules.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('timetable.none')}>
          {add}
        </Empty>
      ) : (
        <ul className="ft-rules">
          {rules.map((rule) => (
            <RuleLine key={rule.id} rule={rule} {...(mayEdit && { onEdit: () => show(rule) })} />
          ))}
        </ul>
      )}
      {open && <RuleForm cohort={cohort} {...(open !== 'new' && { rule: open })} onClose={close} />}
    </section>
  )
}

function RuleLine({ rule, onEdit }: { rule: Rule; onEdit?: () => void }) {
  const { t } = useTranslation('programmes')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: () => removeTimetableRule({ path: { id: rule.cohort_id, rule: rule.id }, headers: { 'If-Match': `"${rule.version}"` }, throwOnError: true }),
    onSuccess: () => message.success(t('timetable.removed')),
    onError: (error) => message.error(problemOf(error).title),
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <li>
      <div>
        <strong>
          <RuleDays rule={rule} /> {rule.starts}–{endOf(rule.starts, rule.minutes)}
        </strong>
        <div className="ft-quiet">
          {rule.space_name} · {t(`layer.${rule.layer}`)} · <DateText value={rule.from_day} /> – <DateText value={rule.to_day} />
          {rule.except_days.length > 0 && ` · ${t('timetable.except', { number: rule.except_days.length })}`}
        </div>
      </div>
      {onEdit && (
        <div className="ft-row-actions">
          <Button size="small" onClick={onEdit}>
            {t('edit')}
          </Button>
          <Popconfirm title={t('timetable.removeTitle')} description={t('timetable.removeText')} okText={t('timetable.remove')} cancelText={t('common:cancel')} onConfirm={() => remove.mutate()}>
            <Button size="small" danger loading={remove.isPending}>
              {t('timetable.remove')}
            </Button>
          </Popconfirm>
        </div>
      )}
    </li>
  )
}

function RuleDays({ rule }: { rule: Rule }) {
  const { t } = useTranslation('programmes')
  const week = weekOf(rule.rrule)
  if (!week) return rule.rrule
  const days = week.days.map((day) => t(`weekday.${day}`)).join(t('common:listComma'))
  return week.interval > 1 ? t('timetable.everyWeeks', { weeks: week.interval, days }) : t('timetable.everyWeek', { days })
}
