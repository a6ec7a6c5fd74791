import { EditOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Empty, Skeleton, Table, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CalendarTerm, DivisionDetail } from '@/client'
import { getTermsOptions } from '@/client/@tanstack/react-query.gen'
import { useMay } from '@/lib/api'
import { DateText } from '@/ui/DateText'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { TermsForm } from './TermsForm'

/** SchoolCalendar shows the school terms and vacations that hold in a division; opening hours follow them. */
export function SchoolCalendar({ division }: { division: DivisionDetail }) {
  const { t } = useTranslation('division')
  const mayEdit = useMay()('division.profile.edit') && !division.valid_to
  const terms = useQuery(getTermsOptions({ path: { code: division.code } }))
  const [editing, setEditing] = useState(false)
  if (terms.isPending) return <Skeleton active title={false} />
  if (terms.isError) return <ProblemAlert error={terms.error} onRetry={() => void terms.refetch()} />
  const own = terms.data.from === division.code
  const edit = mayEdit && (
    <Button type="primary" icon={<EditOutlined />} onClick={() => setEditing(true)}>
      {t(own ? 'terms.edit' : 'terms.own')}
    </Button>
  )
  return (
    <section className="ft-panel" aria-label={t('terms.title')}>
      {terms.data.terms.length === 0 ? (
        <Empty description={t('terms.none')}>{edit}</Empty>
      ) : (
        <>
          {!own && <Alert className="ft-form-alert" type="info" showIcon title={t('terms.inherited', { from: division.path.find(({ code }) => code === terms.data.from)?.name ?? t('country') })} />}
          <div className="ft-list-bar">{edit}</div>
          <Terms terms={terms.data.terms} />
        </>
      )}
      {editing && <TermsForm code={division.code} terms={terms.data} onClose={() => setEditing(false)} />}
    </section>
  )
}

function Terms({ terms }: { terms: CalendarTerm[] }) {
  const { t } = useTranslation('division')
  return (
    <Table<CalendarTerm>
      size="middle"
      rowKey="from"
      pagination={false}
      dataSource={terms}
      columns={[
        { title: t('terms.name'), dataIndex: 'name', rowScope: 'row' },
        { title: t('terms.kind'), render: (_, { kind }) => <Tag color={kind === 'term' ? 'green' : 'blue'}>{t(`terms.kinds.${kind}`)}</Tag> },
        { title: t('terms.from'), render: (_, { from }) => <DateText value={from} /> },
        { title: t('terms.to'), render: (_, { to }) => <DateText value={to} /> },
      ]}
    />
  )
}
