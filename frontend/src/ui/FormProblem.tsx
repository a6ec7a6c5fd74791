import { Alert, Button, type FormInstance } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldErrors, problemOf, type FieldPath } from '@/lib/api'
import { ProblemAlert } from './ProblemAlert'

interface Props {
  // antd's instance is invariant in its values, which do not matter here.
  // oxlint-disable-next-line typescript/no-explicit-any
  form: FormInstance<any>
  error: unknown
  /** Sends the form again with the codes of the warnings that a person has checked. */
  onConfirm?: (codes: string[]) => void
  onReload?: () => void
}

/** FormProblem brings the server's field errors to their fields and shows the rest above the form. */
export function FormProblem({ form, error, onConfirm, onReload }: Props) {
  const { t } = useTranslation()
  useEffect(() => showAtFields(form, error), [form, error])
  if (!error) return null
  const problem = problemOf(error)
  if (problem.warnings.length > 0 && onConfirm) {
    return (
      <Alert
        className="ft-form-alert"
        type="warning"
        showIcon
        role="alert"
        title={t('confirmWarnings')}
        description={<Lines texts={problem.warnings.map((warning) => warning.message ?? warning.code)} />}
        action={<Button onClick={() => onConfirm(problem.warnings.map(({ code }) => code))}>{t('confirmAnyway')}</Button>}
      />
    )
  }
  return (
    <>
      <ProblemAlert error={error} {...(onReload && { onReload })} />
      <Elsewhere form={form} error={error} />
    </>
  )
}

function showAtFields(form: FormInstance, error: unknown) {
  if (!error) return
  const known = fieldErrors(error).map(({ name, errors }) => ({ name: place(form, name) ?? [], errors })).filter(({ name }) => name.length > 0)
  if (known.length === 0) return
  form.setFields(known)
  form.scrollToField(known[0]!.name, { block: 'center', focus: true })
}

// Errors of fields that this form does not show must not be lost.
function Elsewhere({ form, error }: Pick<Props, 'form' | 'error'>) {
  const lost = fieldErrors(error).filter(({ name }) => !place(form, name))
  if (lost.length === 0) return null
  return <Alert className="ft-form-alert" type="error" title={<Lines texts={lost.map((e) => `${e.name.join('.')}: ${e.errors.join(' ')}`)} />} />
}

// What is wrong with a whole, such as a pair of coordinates, is shown at its first part.
function place(form: FormInstance, name: FieldPath): FieldPath | undefined {
  const all = form.getFieldsError().map((field) => field.name as FieldPath)
  const same = (field: FieldPath) => name.every((part, index) => part === field[index])
  return all.find((field) => same(field) && field.length === name.length) ?? all.find((field) => same(field) && typeof field[name.length] === 'string')
}

function Lines({ texts }: { texts: string[] }) {
  return (
    <ul className="ft-lines">
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}
