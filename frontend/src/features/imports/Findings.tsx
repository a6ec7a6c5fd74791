import { useTranslation } from 'react-i18next'
import type { FacilityFinding, FacilityImport } from '@/client'
import { listFacilityImportRowsInfiniteOptions } from '@/client/@tanstack/react-query.gen'
import { useList } from '@/lib/api'
import { formatNumber } from '@/lib/numbers'
import { ListView, type Column } from '@/ui/ListView'
import { PageTabs } from '@/ui/PageTabs'

type Severity = FacilityFinding['severity']

/** Findings lists row by row what is to be corrected and what is to be looked at. */
export function Findings({ record }: { record: FacilityImport }) {
  const { t, i18n } = useTranslation('imports')
  const number = (value: number) => formatNumber(value, i18n.language)
  const tab = (severity: Severity, rows: number) => ({
    key: severity,
    label: t(`tab.${severity}`, { rows: number(rows) }),
    children: <Rows id={record.id} severity={severity} />,
  })
  if (record.status === 'failed') return null
  const tabs = [...(record.rejected > 0 ? [tab('error', record.rejected)] : []), tab('warning', record.warned)]
  return <PageTabs className="ft-import-part" items={tabs} />
}

function Rows({ id, severity }: { id: string; severity: Severity }) {
  const { t } = useTranslation('imports')
  const list = useList(listFacilityImportRowsInfiniteOptions({ path: { id }, query: { severity } }))
  return (
    <ListView
      list={list}
      columns={useColumns()}
      rowKey={(row) => [row.row_no, row.field, row.code, row.message].join(' ')}
      label={t(`list.${severity}`)}
      empty={{ text: t(`noFindings.${severity}`) }}
    />
  )
}

function useColumns(): Column<FacilityFinding>[] {
  const { t } = useTranslation('imports')
  return [
    { key: 'row', title: t('row'), heading: true, width: 80, render: (row) => t('rowNo', { row: row.row_no }) },
    { key: 'column', title: t('column'), width: 140, render: (row) => row.column ?? t('wholeRow') },
    { key: 'value', title: t('value'), width: 160, render: (row) => <span className="ft-import-value">{row.value || t('blank')}</span> },
    { key: 'message', title: t('message'), render: (row) => <span className="ft-import-message">{row.message}</span> },
  ]
}
