import { EditOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Descriptions, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { getOrganisationOptions } from '@/client/@tanstack/react-query.gen'
import { useMay } from '@/lib/api'
import { History } from '@/ui/History'
import { PageHeader } from '@/ui/PageHeader'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { OrganisationForm } from './OrganisationForm'

/** OrganisationPage shows an organisation and its history. */
export function OrganisationPage() {
  const { id = '' } = useParams()
  const { t } = useTranslation('organisations')
  const may = useMay()
  const [editing, edit] = useState(false)
  const found = useQuery(getOrganisationOptions({ path: { id } }))
  if (found.isPending) return <Skeleton active />
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />
  const organisation = found.data
  const facts = [
    ['kindTitle', t(`kind.${organisation.kind}`)],
    ['uscc', organisation.uscc ?? '–'],
    ['division', <Link key="division" to={`/divisions/${organisation.division}`}>{organisation.division_name ?? organisation.division}</Link>],
    ...(organisation.uscc_note ? [['usccNote', organisation.uscc_note] as const] : []),
    ['contact', organisation.contact ?? '–'],
  ] as const
  return (
    <>
      <PageHeader
        title={organisation.name}
        crumbs={[{ text: t('title'), to: '/organisations' }, { text: organisation.name }]}
        tags={organisation.disabled && <Tag color="red">{t('disabled')}</Tag>}
        actions={
          may('organisation.write') && (
            <Button type="primary" icon={<EditOutlined />} onClick={() => edit(true)}>
              {t('edit')}
            </Button>
          )
        }
      />
      <section className="ft-panel">
        <Descriptions column={{ xs: 1, sm: 1, md: 2 }} items={facts.map(([key, children]) => ({ key, label: t(key), children }))} />
      </section>
      {may('event.read') && (
        <section className="ft-panel ft-below">
          <h2 className="ft-panel-title">{t('history')}</h2>
          <History subject="organisation" id={id} />
        </section>
      )}
      {editing && <OrganisationForm organisation={organisation} onClose={() => edit(false)} />}
    </>
  )
}
