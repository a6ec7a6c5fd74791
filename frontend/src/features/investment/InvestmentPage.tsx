import { PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getInvestmentStatisticsOptions } from '@/client/@tanstack/react-query.gen'
import { useMay } from '@/lib/api'
import { scopeQuery, useScope } from '@/lib/scope'
import { PageHeader } from '@/ui/PageHeader'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { ScopeBar } from '@/ui/ScopeBar'
import { Below } from './Below'
import './investment.css'
import { ProjectForm } from './ProjectForm'
import { ProjectList } from './ProjectList'
import { Sums } from './Sums'

/** InvestmentPage shows what was invested in a division, from the country down, and the projects behind it. */
export function InvestmentPage() {
  const { t } = useTranslation('investment')
  const scope = useScope()
  const mayWrite = useMay()('investment.write')
  const [adding, add] = useState(false)
  const sums = useQuery({ ...getInvestmentStatisticsOptions({ query: { ...scopeQuery(scope), breakdown: true } }), placeholderData: keepPreviousData, enabled: scope.division !== '' })
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          mayWrite && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => add(true)}>
              {t('new')}
            </Button>
          )
        }
      />
      <ScopeBar scope={scope} />
      {sums.isPending && <Skeleton active />}
      <ProblemAlert error={sums.error} onRetry={() => void sums.refetch()} />
      {sums.data && (
        <>
          <Sums investment={sums.data} />
          <Below scope={scope} investment={sums.data} />
        </>
      )}
      {scope.division && <ProjectList division={scope.division} />}
      {adding && <ProjectForm onClose={() => add(false)} />}
    </>
  )
}
