import { useMutation } from '@tanstack/react-query'
import { Button, Descriptions } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { getFacilityContact, type Facility } from '@/client'
import { useMay } from '@/lib/api'
import { formatNumber } from '@/lib/numbers'
import { DateText } from '@/ui/DateText'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { FacilityName } from './FieldText'

/** Facts lists what is recorded of a facility. */
export function Facts({ facility }: { facility: Facility }) {
  const { t, i18n } = useTranslation('facilities')
  const area = (value: number | undefined) => (value === undefined ? '–' : `${formatNumber(value, i18n.language, 2)} m²`)
  const rows: [string, React.ReactNode][] = [
    ['division', <Link key="division" to={`/divisions/${facility.division}`}>{facility.division_name ?? facility.division}</Link>],
    ['address', facility.address ?? '–'],
    ['opened_on', <DateText key="opened" value={facility.opened_on} />],
    ...(facility.closed_on ? [['closed_on', <DateText key="closed" value={facility.closed_on} />] as [string, React.ReactNode]] : []),
    ['floor_area_m2', area(facility.floor_area_m2)],
    ['activity_area_m2', area(facility.activity_area_m2)],
    ['operator_id', facility.operator_name ?? '–'],
    ['contact', <Contact key="contact" facility={facility} />],
    ['point', <Point key="point" facility={facility} />],
    ['accessibility', facility.accessibility.map((value) => t(`accessibility.${value}`)).join(t('common:listComma')) || '–'],
    ['code', facility.code ?? '–'],
    ...(facility.host_id ? [['host_id', <Link key="host" to={`/facilities/${facility.host_id}`}><FacilityName id={facility.host_id} /></Link>] as [string, React.ReactNode]] : []),
    ['notes', facility.notes ?? '–'],
  ]
  return (
    <section className="ft-panel">
      <Descriptions
        column={{ xs: 1, sm: 1, md: 2 }}
        items={rows.map(([name, children]) => ({ key: name, label: t(`field.${name}`), children }))}
      />
    </section>
  )
}

function Point({ facility: { latitude, longitude } }: { facility: Facility }) {
  if (latitude === undefined || longitude === undefined) return '–'
  return <>{`${latitude.toFixed(5)}, ${longitude.toFixed(5)} (WGS84)`}</>
}

// Reading a number in clear is recorded, hence only on request.
function Contact({ facility }: { facility: Facility }) {
  const { t } = useTranslation('facilities')
  const may = useMay()
  const read = useMutation({ mutationFn: async () => (await getFacilityContact({ path: { id: facility.id }, throwOnError: true })).data })
  const phone = read.data?.phone ?? facility.contact_phone
  return (
    <div>
      {facility.contact_name ?? '–'} {phone}
      {facility.contact_phone && !read.data && may('facility.contact.read') && (
        <Button type="link" size="small" loading={read.isPending} title={t('revealNote')} onClick={() => read.mutate()}>
          {t('reveal')}
        </Button>
      )}
      <ProblemAlert error={read.error} />
    </div>
  )
}
