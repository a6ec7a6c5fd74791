import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { addDivision, mergeDivisions, renameDivision, retireDivision, splitDivision, type DivisionDecision, type DivisionDetail } from '@/client'
import { today } from '@/lib/dates'
import { ConfirmCommand } from '@/ui/ConfirmCommand'
import { DayInput } from '@/ui/DayInput'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { childDivisions } from '@/ui/divisions'

interface Props {
  division: DivisionDetail
  onClose: () => void
}

type Fields = DivisionDecision & Record<string, unknown>

/** useDone tells that a change was made and lets every page read anew. */
function useDone() {
  const { t } = useTranslation('division')
  const { message } = App.useApp()
  const queries = useQueryClient()
  return () => {
    message.success(t('done'))
    void queries.invalidateQueries()
  }
}

const decision = ({ effective_on, source, note }: Fields) => ({ effective_on, source, ...(note ? { note } : {}) })

/** DecisionFields ask from when a change holds, and who ordered it. */
export function DecisionFields() {
  const { t } = useTranslation('division')
  const required = [{ required: true, message: t('required') }]
  return (
    <>
      <Form.Item name="effective_on" label={t('effectiveOn')} initialValue={today()} rules={required}>
        <DayInput max={today()} allowClear={false} />
      </Form.Item>
      <Form.Item name="source" label={t('document')} extra={t('documentHint')} rules={required}>
        <Input maxLength={500} />
      </Form.Item>
      <Form.Item name="note" label={t('note')}>
        <Input.TextArea rows={2} maxLength={1000} />
      </Form.Item>
    </>
  )
}

function NameField({ name = 'name', initial }: { name?: string | string[]; initial?: string }) {
  const { t } = useTranslation('division')
  return (
    <Form.Item name={name} label={t('newName')} initialValue={initial} rules={[{ required: true, whitespace: true, message: t('required') }]}>
      <Input maxLength={100} />
    </Form.Item>
  )
}

function CodeField() {
  const { t } = useTranslation('division')
  return (
    <Form.Item name="code" label={t('newCode')} extra={t('newCodeHint')} rules={[{ required: true, pattern: /^\d{12}$/, message: t('codeFormat') }]}>
      <Input maxLength={12} inputMode="numeric" />
    </Form.Item>
  )
}

/** AddDivision enters a new division below this one. */
export function AddDivision({ onClose }: Props) {
  const { t } = useTranslation('division')
  const done = useDone()
  const run = async ({ code, name, ...rest }: Fields) => {
    await addDivision({ body: { ...decision(rest as Fields), code: String(code), name: String(name) }, throwOnError: true })
    done()
  }
  return (
    <ConfirmCommand open title={t('action.add')} action={t('action.add')} reason="none" onRun={(input) => run(input as unknown as Fields)} onClose={onClose}>
      <CodeField />
      <NameField />
      <DecisionFields />
    </ConfirmCommand>
  )
}

/** RenameDivision gives this division another name. */
export function RenameDivision({ division, onClose }: Props) {
  const { t } = useTranslation('division')
  const done = useDone()
  const run = async (fields: Fields) => {
    const body = { ...decision(fields), name: String(fields.name) }
    await renameDivision({ path: { code: division.code }, headers: { 'If-Match': `"${division.version}"` }, body, throwOnError: true })
    done()
  }
  return (
    <ConfirmCommand open title={t('action.rename')} action={t('action.rename')} reason="none" onRun={(input) => run(input as unknown as Fields)} onClose={onClose}>
      <NameField initial={division.name} />
      <DecisionFields />
    </ConfirmCommand>
  )
}

/** MergeDivision ends this division in favour of another one of its level. */
export function MergeDivision({ division, onClose }: Props) {
  const { t } = useTranslation('division')
  const done = useDone()
  const run = async (fields: Fields) => {
    const body = { ...decision(fields), codes: [division.code], into: { code: String((fields.into as { code: string }).code) } }
    await mergeDivisions({ body, throwOnError: true })
    done()
  }
  return (
    <ConfirmCommand open danger title={t('action.merge')} text={t('mergeText', { name: division.name })} action={t('action.merge')} reason="none" onRun={(input) => run(input as unknown as Fields)} onClose={onClose}>
      <Form.Item name={['into', 'code']} label={t('mergeInto')} rules={[{ required: true, message: t('required') }]}>
        <DivisionPicker levels={[division.level]} />
      </Form.Item>
      <DecisionFields />
    </ConfirmCommand>
  )
}

/** SplitDivision takes some of what lies below this division into a new one beside it. */
export function SplitDivision({ division, onClose }: Props) {
  const { t } = useTranslation('division')
  const done = useDone()
  const children = useQuery(childDivisions(division.code))
  const run = async (fields: Fields) => {
    const part = { code: String(fields.code), name: String(fields.name), children: fields.children as string[] }
    await splitDivision({ path: { code: division.code }, body: { ...decision(fields), parts: [{ code: division.code }, part] }, throwOnError: true })
    done()
  }
  return (
    <ConfirmCommand open title={t('action.split')} text={t('splitText', { name: division.name })} action={t('action.split')} reason="none" onRun={(input) => run(input as unknown as Fields)} onClose={onClose}>
      <CodeField />
      <NameField />
      <Form.Item name="children" label={t('splitChildren')} rules={[{ required: true, message: t('required') }]}>
        <Select
          mode="multiple"
          loading={children.isPending}
          showSearch={{ optionFilterProp: 'label' }}
          options={children.data?.items.map(({ code, name }) => ({ value: code, label: name })) ?? []}
        />
      </Form.Item>
      <DecisionFields />
    </ConfirmCommand>
  )
}

/** RetireDivision ends this division without a successor. */
export function RetireDivision({ division, onClose }: Props) {
  const { t } = useTranslation('division')
  const done = useDone()
  const run = async (fields: Fields) => {
    await retireDivision({ path: { code: division.code }, body: decision(fields), throwOnError: true })
    done()
  }
  return (
    <ConfirmCommand open danger title={t('action.retire')} text={t('retireText', { name: division.name })} action={t('action.retire')} reason="none" onRun={(input) => run(input as unknown as Fields)} onClose={onClose}>
      <DecisionFields />
    </ConfirmCommand>
  )
}
