import { EditOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Skeleton, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import type { Facility } from '@/client'
import { getFacilityOptions } from '@/client/@tanstack/react-query.gen'
import { useMay } from '@/lib/api'
import { History } from '@/ui/History'
import { PageHeader } from '@/ui/PageHeader'
import { PageTabs } from '@/ui/PageTabs'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { Commands } from './Commands'
import { Facts } from './Facts'
import { Hosted } from './Hosted'
import { partTabs } from './parts'
import { States } from './States'
import { StatusTag } from './StatusTag'

/** FacilityPage shows everything that is known of one facility. */
export function FacilityPage() {
  const { id = '' } = useParams()
  const facility = useQuery(getFacilityOptions({ path: { id } }))
  if (facility.isPending) return <Skeleton active />
  if (facility.isError) return <ProblemAlert error={facility.error} onRetry={() => void facility.refetch()} />
  return (
    <>
      <Header facility={facility.data} />
      <Parts facility={facility.data} />
    </>
  )
}

function Header({ facility }: { facility: Facility }) {
  const { t } = useTranslation('facilities')
  const may = useMay()
  const navigate = useNavigate()
  return (
    <PageHeader
      title={facility.name}
      crumbs={[{ text: t('title'), to: '/facilities' }, { text: facility.name }]}
      tags={
        <>
          <StatusTag status={facility.status} />
          {facility.demo && <Tag color="gold">{t('demo')}</Tag>}
        </>
      }
      subtitle={t(`kind.${facility.kind}`)}
      actions={
        <>
          {may('facility.operate') && <Commands facility={facility} />}
          {may('facility.write') && facility.status !== 'closed' && (
            <Button type="primary" icon={<EditOutlined />} onClick={() => void navigate('edit')}>
              {t('edit')}
            </Button>
          )}
        </>
      }
    />
  )
}

function Parts({ facility }: { facility: Facility }) {
  const { t } = useTranslation('facilities')
  const mayEdit = useMay()('facility.write') && facility.status !== 'closed'
  const [params, setParams] = useSearchParams()
  return (
    <PageTabs
      activeKey={params.get('tab') ?? 'facts'}
      onChange={(tab) => setParams({ tab }, { replace: true })}
      items={[
        { key: 'facts', label: t('facts'), children: <Facts facility={facility} /> },
        ...partTabs.map(({ key, Tab }) => ({ key, label: t(`parts:tab.${key}`), children: <Tab facilityId={facility.id} mayEdit={mayEdit} /> })),
        ...(facility.kind === 'childrens_home' ? [] : [{ key: 'homes', label: t('homes'), children: <Hosted facility={facility} /> }]),
        { key: 'states', label: t('states'), children: <States id={facility.id} /> },
        { key: 'history', label: t('history'), children: <section className="ft-panel"><History subject="facility" id={facility.id} /></section> },
      ]}
    />
  )
}
