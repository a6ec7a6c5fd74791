import { EditOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Descriptions, Form, InputNumber, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { runInvestmentCommand, type InvestmentProject } from '@/client'
import { getFacilityOptions, getInvestmentOptions } from '@/client/@tanstack/react-query.gen'
import { useMay } from '@/lib/api'
import { today } from '@/lib/dates'
import { formatNumber } from '@/lib/numbers'
import { ConfirmCommand } from '@/ui/ConfirmCommand'
import { DateText } from '@/ui/DateText'
import { DayInput } from '@/ui/DayInput'
import { oneDivision, pathText } from '@/ui/divisions'
import { History } from '@/ui/History'
import { Money } from '@/ui/Money'
import { PageHeader } from '@/ui/PageHeader'
import { PageTabs } from '@/ui/PageTabs'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { FacilitySelect } from '@/ui/RecordSelect'
import { WideTable } from '@/ui/WideTable'
import './investment.css'
import { ProjectForm } from './ProjectForm'
import { ProjectStatus } from './ProjectList'
import { commandsOf } from './words'

/** ProjectPage shows one project: its money, what it built, its steps and its history. */
export function ProjectPage() {
  const { id = '' } = useParams()
  const { t } = useTranslation('investment')
  const mayWrite = useMay()('investment.write')
  const [editing, edit] = useState(false)
  const found = useQuery(getInvestmentOptions({ path: { id } }))
  if (found.isPending) return <Skeleton active />
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />
  const project = found.data
  return (
    <>
      <PageHeader
        title={project.name}
        crumbs={[{ text: t('title'), to: '/investment' }, { text: project.name }]}
        tags={<ProjectStatus status={project.status} />}
        actions={
          mayWrite && (
            <>
              <Steps project={project} />
              <Button type="primary" icon={<EditOutlined />} onClick={() => edit(true)}>
                {t('edit')}
              </Button>
            </>
          )
        }
      />
      <PageTabs
        destroyOnHidden
        items={[
          { key: 'facts', label: t('facts'), children: <Facts project={project} /> },
          { key: 'history', label: t('history'), children: <section className="ft-panel"><History subject="investment" id={id} /></section> },
        ]}
      />
      {editing && <ProjectForm project={project} onClose={() => edit(false)} />}
    </>
  )
}

function Facts({ project }: { project: InvestmentProject }) {
  const { t, i18n } = useTranslation('investment')
  const area = (value: number | undefined) => (value === undefined ? '–' : `${formatNumber(value, i18n.language, 2)} m²`)
  const facts = [
    [t('field.division'), <Link key="division" to={`/divisions/${project.division}`}><DivisionText code={project.division} /></Link>],
    [t('tile.total'), <Money key="total" fen={project.funding.reduce((sum, line) => sum + line.amount_fen, 0)} />],
    [t('field.planned_on'), <DateText key="planned" value={project.planned_on} />],
    [t('started_on'), <DateText key="started" value={project.started_on} />],
    [t('delivered_on'), <DateText key="delivered" value={project.delivered_on} />],
    [t('field.planned_area_m2'), area(project.planned_area_m2)],
    [t('field.delivered_area_m2'), area(project.delivered_area_m2)],
    [t('field.facility_id'), project.facility_id ? <Link key="facility" to={`/facilities/${project.facility_id}`}><FacilityText id={project.facility_id} /></Link> : '–'],
    [t('field.notes'), project.notes ?? '–'],
  ] as const
  return (
    <section className="ft-panel">
      <Descriptions column={{ xs: 1, sm: 1, md: 2 }} items={facts.map(([label, children]) => ({ key: label, label, children }))} />
      <h2 className="ft-panel-title ft-funding-title">{t('funding')}</h2>
      <WideTable
        label={t('funding')}
        size="small"
        pagination={false}
        rowKey={(line) => `${line.source}${line.year}${line.document ?? ''}${line.amount_fen}`}
        dataSource={project.funding}
        locale={{ emptyText: t('noFunding') }}
        columns={[
          { title: t('field.source'), render: (_, line) => t(`source.${line.source}`) },
          { title: t('year'), dataIndex: 'year' },
          { title: t('field.amount'), align: 'right', render: (_, line) => <Money fen={line.amount_fen} /> },
          { title: t('field.document'), dataIndex: 'document', responsive: ['md'] },
        ]}
      />
    </section>
  )
}

function DivisionText({ code }: { code: string }) {
  const { data } = useQuery(oneDivision(code))
  return data ? pathText([...data.path, data]) : '…'
}

const FacilityText = ({ id }: { id: string }) => useQuery(getFacilityOptions({ path: { id } })).data?.name ?? '…'

type Command = (typeof commandsOf)['planned'][number]

function Steps({ project }: { project: InvestmentProject }) {
  const { t } = useTranslation('investment')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [open, show] = useState<Command>()
  const run = async (command: Command, { reason, ...rest }: { reason: string } & Record<string, unknown>) => {
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined && value !== null))
    await runInvestmentCommand({ path: { id: project.id, command }, headers: { 'If-Match': `"${project.version}"` }, body: { ...given, ...(reason && { reason }) }, throwOnError: true })
    message.success(t('saved'))
    void queries.invalidateQueries()
  }
  return (
    <>
      {commandsOf[project.status].map((command) => (
        <Button key={command} danger={command === 'cancel'} onClick={() => show(command)}>
          {t(`command.${command}`)}
        </Button>
      ))}
      {open && (
        <ConfirmCommand open title={t(`command.${open}`)} action={t(`command.${open}`)} danger={open === 'cancel'} reason={open === 'cancel' ? 'required' : 'optional'} onRun={(input) => run(open, input)} onClose={() => show(undefined)}>
          {open !== 'approve' && (
            <Form.Item name="on" label={t('on')} initialValue={today()}>
              <DayInput max={today()} allowClear={false} />
            </Form.Item>
          )}
          {open === 'deliver' && (
            <>
              <Form.Item name="delivered_area_m2" label={t('field.delivered_area_m2')} extra={t('areaHint')}>
                <InputNumber className="ft-wide" min={0} precision={2} />
              </Form.Item>
              <Form.Item name="facility_id" label={t('field.facility_id')}>
                <FacilitySelect within={`${project.division.slice(0, 6)}000000`} />
              </Form.Item>
            </>
          )}
        </ConfirmCommand>
      )}
    </>
  )
}
