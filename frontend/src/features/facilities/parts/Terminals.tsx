import { useQuery } from '@tanstack/react-query'
import { Form, Input, Radio, Select, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addTerminal, putTerminal, type FacilityTerminal, type FacilityTerminalInput } from '@/client'
import { listSpacesOptions, listTerminalsOptions } from '@/client/@tanstack/react-query.gen'
import { listOf } from '@/lib/api'
import { today } from '@/lib/dates'
import { DateText } from '@/ui/DateText'
import { DayInput } from '@/ui/DayInput'
import { Due } from './due'
import { Name, PartList, type PartKind } from './PartList'
import type { PartProps } from '.'

const kinds = ['computer', 'tablet', 'e_reader', 'interactive_board', 'kiosk', 'phone', 'other']

/** TerminalsTab lists the devices that minors use, with their protection software and its checks (R122). */
export function TerminalsTab({ facilityId, mayEdit }: PartProps) {
  const [retired, setRetired] = useState(false)
  const list = listOf(useQuery(listTerminalsOptions({ path: { id: facilityId }, query: { retired } })))
  return <PartList kind={useTerminalKind(facilityId)} list={list} mayEdit={mayEdit} retired={retired} onRetired={setRetired} />
}

function useSpaces(id: string) {
  return useQuery(listSpacesOptions({ path: { id }, query: { retired: true } })).data?.items ?? []
}

function useTerminalKind(id: string): PartKind<FacilityTerminal, FacilityTerminalInput> {
  const { t } = useTranslation('parts')
  const spaces = useSpaces(id)
  return {
    what: 'terminal',
    nameOf: (row) => row.label,
    columns: [
      { key: 'label', title: t('terminal.label'), heading: true, render: (row) => <Name text={row.label} retired={row.retired} /> },
      { key: 'kind', title: t('kind'), render: (row) => t(`terminal.kinds.${row.kind}`) },
      { key: 'space', title: t('terminal.space'), render: (row) => spaces.find((space) => space.id === row.space_id)?.name ?? '–' },
      { key: 'software', title: t('terminal.software'), render: (row) => row.protection_software ?? <Tag color="red">{t('terminal.noSoftware')}</Tag> },
      { key: 'checked', title: t('terminal.checkedOn'), render: (row) => <Checked terminal={row} /> },
      { key: 'due', title: t('terminal.dueOn'), render: (row) => (row.retired ? '–' : <Due day={row.check_due_on} />) },
    ],
    fields: (row) => <TerminalFields facilityId={id} row={row} />,
    input: ({ label, kind, space_id, protection_software, checked_on, check_passed, check_due_on }) => ({
      label, kind,
      ...(space_id && { space_id }), ...(protection_software && { protection_software }), ...(checked_on && { checked_on }),
      ...(check_passed !== undefined && { check_passed }), ...(check_due_on && { check_due_on }),
    }),
    save: (body, row, key) =>
      row
        ? putTerminal({ path: { id, terminal: row.id }, headers: { 'If-Match': `"${row.version}"` }, body, throwOnError: true })
        : addTerminal({ path: { id }, headers: { 'Idempotency-Key': key }, body, throwOnError: true }),
  }
}

function Checked({ terminal }: { terminal: FacilityTerminal }) {
  const { t } = useTranslation('parts')
  if (!terminal.checked_on) return <span className="ft-quiet">{t('terminal.neverChecked')}</span>
  return (
    <>
      <DateText value={terminal.checked_on} /> <Tag color={terminal.check_passed ? 'green' : 'red'}>{t(terminal.check_passed ? 'terminal.passed' : 'terminal.failed')}</Tag>
    </>
  )
}

function TerminalFields({ facilityId, row }: { facilityId: string; row: FacilityTerminal | undefined }) {
  const { t } = useTranslation('parts')
  const spaces = useSpaces(facilityId).filter((space) => !space.retired || space.id === row?.space_id)
  const checked = Form.useWatch('checked_on')
  return (
    <>
      <Form.Item name="label" label={t('terminal.label')} extra={t('terminal.labelHint')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
        <Input maxLength={100} autoComplete="off" />
      </Form.Item>
      <Form.Item name="kind" label={t('kind')} rules={[{ required: true, message: t('required') }]}>
        <Select options={kinds.map((value) => ({ value, label: t(`terminal.kinds.${value}`) }))} />
      </Form.Item>
      <Form.Item name="space_id" label={t('terminal.space')}>
        <Select allowClear options={spaces.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item name="protection_software" label={t('terminal.software')} extra={t('terminal.softwareHint')}>
        <Input maxLength={100} autoComplete="off" />
      </Form.Item>
      <Form.Item name="checked_on" label={t('terminal.checkedOn')}>
        <DayInput max={today()} />
      </Form.Item>
      {checked && (
        <Form.Item name="check_passed" label={t('terminal.result')} rules={[{ required: true, message: t('required') }]}>
          <Radio.Group options={[{ value: true, label: t('terminal.passed') }, { value: false, label: t('terminal.failed') }]} />
        </Form.Item>
      )}
      <Form.Item name="check_due_on" label={t('terminal.dueOn')}>
        <DayInput />
      </Form.Item>
    </>
  )
}
