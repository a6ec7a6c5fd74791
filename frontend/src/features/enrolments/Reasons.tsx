import { useTranslation } from 'react-i18next'
import type { EnrolmentReason } from '@/client'

/** Reasons tell in words why a child has a place or not. */
export function Reasons({ reasons }: { reasons: EnrolmentReason[] }) {
  const { t } = useTranslation('enrolments')
  return (
    <ul className="ft-lines">
      {reasons.map((reason, index) => (
        // The same reason can stand twice, and none ever moves.
        <li key={index}>{t(`reason.${reason.code}`, { ...reason.params, ...(reason.params?.for ? { for: t(`scored.${String(reason.params.for)}`) } : {}) })}</li>
      ))}
    </ul>
  )
}
