import { useQuery } from '@tanstack/react-query'
import { Form, Input, Radio, Select, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addInspection, putInspection, type FacilityInspection, type FacilityInspectionInput } from '@/client'
import { listInspectionsOptions } from '@/client/@tanstack/react-query.gen'
import { listOf } from '@/lib/api'
import { formatDate, today } from '@/lib/dates'
import { DateText } from '@/ui/DateText'
import { DayInput } from '@/ui/DayInput'
import { Due } from './due'
import { Name, PartList, type PartKind } from './PartList'
import type { PartProps } from '.'

const kinds = ['fire', 'building', 'electrical', 'equipment', 'hygiene', 'food', 'security', 'network', 'other']
const results = { passed: 'green', conditional: 'orange', failed: 'red' } as const

/** InspectionsTab lists the safety inspections of a facility, those still to do first (R123). */
export function InspectionsTab({ facilityId, mayEdit }: PartProps) {
  const [retired, setRetired] = useState(false)
  const list = listOf(useQuery(listInspectionsOptions({ path: { id: facilityId }, query: { retired } })))
  return <PartList kind={useInspectionKind(facilityId)} list={list} mayEdit={mayEdit} retired={retired} onRetired={setRetired} />
}

function useInspectionKind(id: string): PartKind<FacilityInspection, FacilityInspectionInput> {
  const { t, i18n } = useTranslation('parts')
  return {
    what: 'inspection',
    nameOf: (row) => `${t(`inspection.kinds.${row.kind}`)} ${formatDate(row.due_on, i18n.language)}`,
    columns: [
      { key: 'kind', title: t('kind'), heading: true, render: (row) => <Name text={t(`inspection.kinds.${row.kind}`)} retired={row.retired} /> },
      { key: 'due', title: t('inspection.dueOn'), render: (row) => (row.done_on || row.retired ? <DateText value={row.due_on} /> : <Due day={row.due_on} />) },
      { key: 'done', title: t('inspection.doneOn'), render: (row) => <DateText value={row.done_on} /> },
      { key: 'result', title: t('inspection.result'), render: (row) => (row.result ? <Tag color={results[row.result]}>{t(`inspection.results.${row.result}`)}</Tag> : '–') },
      { key: 'inspector', title: t('inspection.inspector'), render: (row) => row.inspector ?? '–' },
      { key: 'findings', title: t('inspection.findings'), render: (row) => row.findings ?? '–' },
    ],
    fields: () => <InspectionFields />,
    input: ({ kind, due_on, done_on, result, inspector, findings }) => ({
      kind, due_on,
      ...(done_on && { done_on }), ...(result && { result }), ...(inspector && { inspector }), ...(findings && { findings }),
    }),
    save: (body, row, key) =>
      row
        ? putInspection({ path: { id, inspection: row.id }, headers: { 'If-Match': `"${row.version}"` }, body, throwOnError: true })
        : addInspection({ path: { id }, headers: { 'Idempotency-Key': key }, body, throwOnError: true }),
  }
}

function InspectionFields() {
  const { t } = useTranslation('parts')
  const done = Form.useWatch('done_on')
  const result = Form.useWatch('result')
  const required = [{ required: true, message: t('required') }]
  return (
    <>
      <Form.Item name="kind" label={t('kind')} rules={required}>
        <Select options={kinds.map((value) => ({ value, label: t(`inspection.kinds.${value}`) }))} />
      </Form.Item>
      <Form.Item name="due_on" label={t('inspection.dueOn')} rules={required}>
        <DayInput />
      </Form.Item>
      <Form.Item name="done_on" label={t('inspection.doneOn')} extra={t('inspection.doneHint')}>
        <DayInput max={today()} />
      </Form.Item>
      {done && (
        <>
          <Form.Item name="result" label={t('inspection.result')} rules={required}>
            <Radio.Group options={Object.keys(results).map((value) => ({ value, label: t(`inspection.results.${value}`) }))} />
          </Form.Item>
          <Form.Item name="findings" label={t('inspection.findings')} rules={result && result !== 'passed' ? [{ required: true, whitespace: true, message: t('inspection.findingsNeeded') }] : []}>
            <Input.TextArea rows={3} maxLength={4000} />
          </Form.Item>
          <Form.Item name="inspector" label={t('inspection.inspector')}>
            <Input maxLength={100} autoComplete="off" />
          </Form.Item>
          <Form.Item name="next_due_on" label={t('inspection.nextDueOn')} extra={t('inspection.nextHint')}>
            <DayInput min={done} />
          </Form.Item>
        </>
      )}
    </>
  )
}
