import { useQuery } from '@tanstack/react-query'
import { Breadcrumb, DatePicker, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { today } from '@/lib/dates'
import type { Scope } from '@/lib/scope'
import { country, oneDivision } from './divisions'
import { DivisionPicker } from './DivisionPicker'
import './figures.css'

/** ScopeBar shows where figures are from and as of when, and changes both. */
export function ScopeBar({ scope }: { scope: Scope }) {
  const { t } = useTranslation('statistics')
  return (
    <div className="ft-panel ft-scope">
      <nav aria-label={t('way')}>
        <Trail scope={scope} />
      </nav>
      <div className="ft-scope-fields">
        <div className="ft-scope-division">
          <DivisionPicker
            aria-label={t('goTo')}
            value={scope.division === country ? undefined : scope.division}
            within={scope.home}
            allowClear={false}
            onChange={(division) => division && scope.change({ division })}
          />
        </div>
        <label>
          <span className="ft-quiet">{t('asOf')} </span>
          <DatePicker
            value={scope.asOf ? dayjs(scope.asOf) : null}
            placeholder={t('today')}
            maxDate={dayjs(today())}
            onChange={(_, text) => scope.change({ as_of: (text as string) || undefined })}
          />
        </label>
      </div>
    </div>
  )
}

function Trail({ scope }: { scope: Scope }) {
  const names = useNames(scope)
  if (!names) return <Skeleton.Input size="small" active />
  const items = names.map(({ code, name }, index) => ({
    key: code,
    title: index === names.length - 1 ? <strong aria-current="page">{name}</strong> : <Link to={scope.to(code)}>{name}</Link>,
  }))
  return <Breadcrumb items={items} />
}

/** useNames reads the names on the way from the own territory down to the division. */
export function useNames(scope: Scope): { code: string; name: string }[] | undefined {
  const { t } = useTranslation('division')
  const { data, isError } = useQuery(oneDivision(scope.division))
  if (isError) return [{ code: scope.home, name: t('own') }]
  if (!data) return undefined
  const all = [...data.path, data].map(({ code, name }) => ({ code, name: code === country ? t('country') : name }))
  return all.slice(Math.max(0, all.findIndex(({ code }) => code === scope.home)))
}

/** ScopeLink leads to the figures of a division below; what belongs to no division below is the division's own. */
export function ScopeLink({ scope, code, name }: { scope: Scope; code: string; name: string }) {
  const { t } = useTranslation('statistics')
  if (code === scope.division) return t('ownLevel')
  return <Link to={scope.to(code)}>{name}</Link>
}
