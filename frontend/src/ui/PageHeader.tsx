import { Breadcrumb } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import './ui.css'

/** A step of the way to a page; the last one has no address. */
export interface Crumb {
  text: string
  to?: string
}

interface Props {
  title: string
  subtitle?: ReactNode
  /** Small marks beside the title, such as the state of a record. */
  tags?: ReactNode
  /** What can be done here; one primary button at most, last. */
  actions?: ReactNode
  crumbs?: Crumb[]
}

/** PageHeader opens every page: its heading, its title in the browser, and its actions. */
export function PageHeader({ title, subtitle, tags, actions, crumbs }: Props) {
  const { t } = useTranslation()
  return (
    <div className="ft-page-header">
      <title>{`${title} · ${t('product')}`}</title>
      {crumbs && <Breadcrumb items={crumbs.map(({ text, to }) => ({ title: to ? <Link to={to}>{text}</Link> : text }))} />}
      <div className="ft-page-heading">
        <h1 className="ft-title">{title}</h1>
        {tags}
        {actions && <div className="ft-page-actions">{actions}</div>}
      </div>
      {subtitle && <div className="ft-quiet">{subtitle}</div>}
    </div>
  )
}
