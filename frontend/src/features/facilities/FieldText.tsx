import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { getFacilityOptions, getOrganisationOptions } from '@/client/@tanstack/react-query.gen'
import { formatNumber } from '@/lib/numbers'
import { oneDivision } from '@/ui/divisions'
import { cleaned, type Fields, type names } from './fields'

/** FieldText shows one field of a facility as people read it: names, not codes. */
export function FieldText({ name, fields }: { name: (typeof names)[number]; fields: Fields }) {
  const { t, i18n } = useTranslation('facilities')
  const value = cleaned(fields)[name]
  if (value === undefined) return '–'
  switch (name) {
    case 'kind':
      return t(`kind.${String(value)}`)
    case 'accessibility':
      return (fields.accessibility ?? []).map((one) => t(`accessibility.${one}`)).join(t('common:listComma'))
    case 'floor_area_m2':
    case 'activity_area_m2':
      return `${formatNumber(Number(value), i18n.language, 2)} m²`
    case 'point':
      return <PointText point={value as NonNullable<Fields['point']>} />
    case 'division':
      return <DivisionName code={String(value)} />
    case 'operator_id':
      return <OrganisationName id={String(value)} />
    case 'host_id':
      return <FacilityName id={String(value)} />
    default:
      return String(value)
  }
}

function PointText({ point }: { point: NonNullable<Fields['point']> }) {
  const { t } = useTranslation('facilities')
  return (
    <>
      {point.latitude ?? '–'}, {point.longitude ?? '–'}
      {point.datum && <div className="ft-quiet">{t(`datum.${point.datum}`)}</div>}
    </>
  )
}

const DivisionName = ({ code }: { code: string }) => useQuery(oneDivision(code)).data?.name ?? '…'

const OrganisationName = ({ id }: { id: string }) => useQuery(getOrganisationOptions({ path: { id } })).data?.name ?? '…'

/** FacilityName is the name of a facility known by its id. */
export const FacilityName = ({ id }: { id: string }) => useQuery(getFacilityOptions({ path: { id } })).data?.name ?? '…'
