import { Modal, type FormInstance } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Warning } from '@/client'
import { problemOf } from '@/lib/api'
import { FormProblem } from '@/ui/FormProblem'
import type { Fields } from './fields'

interface Props {
  form: FormInstance<Fields>
  error: unknown
  onConfirm: (codes: string[]) => void
  onBack: () => void
}

/** SaveProblem asks about what is unusual, a possible duplicate for one, and shows every other problem at its field. */
export function SaveProblem({ form, error, onConfirm, onBack }: Props) {
  const { t } = useTranslation('facilities')
  const warnings = error ? problemOf(error).warnings : []
  if (warnings.length === 0) return <FormProblem form={form} error={error} />
  return (
    <Modal open title={t('check')} okText={t('common:confirmAnyway')} cancelText={t('goBack')} onOk={() => onConfirm(warnings.map(({ code }) => code))} onCancel={onBack}>
      {warnings.map((warning) => (
        <Unusual key={warning.code} warning={warning} />
      ))}
    </Modal>
  )
}

function Unusual({ warning }: { warning: Warning }) {
  return (
    <>
      <p>{warning.message ?? warning.code}</p>
      <ul className="ft-lines">
        {(warning.candidates ?? []).map((candidate) => (
          <li key={String(candidate.id)}>
            <a href={`/facilities/${String(candidate.id)}`} target="_blank" rel="noreferrer">
              {String(candidate.name)}
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}
