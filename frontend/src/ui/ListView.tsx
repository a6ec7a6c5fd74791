import { Button, Empty, Skeleton, type TableColumnType } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { List } from '@/lib/api'
import { formatNumber } from '@/lib/numbers'
import { usePhone } from '@/lib/screen'
import { ProblemAlert } from './ProblemAlert'
import './ui.css'
import { WideTable } from './WideTable'

/** A column at a desk; on a phone a line of the card. */
export interface Column<T> {
  key: string
  title: string
  render: (row: T) => ReactNode
  /** The heading of the card on a phone: the column that names the row. */
  heading?: boolean
  /** Left out on a phone. */
  wideOnly?: boolean
  align?: 'left' | 'right'
  width?: number | string
}

interface Props<T> {
  list: List<T>
  columns: Column<T>[]
  rowKey: (row: T) => string
  /** What the list shows, for screen readers. */
  label: string
  /** Filters and search above the list. */
  filters?: ReactNode
  /** Whether a filter is set, so that an empty answer advises to widen it. */
  filtered?: boolean
  /** What to do when there is nothing yet, such as a button that adds the first record. */
  empty?: { text: string; action?: ReactNode }
  /** Beside the filters, usually an ExportButton. */
  extra?: ReactNode
}

/** ListView draws a list in each of its states: loading, failed, empty, and with data. */
export function ListView<T extends object>(props: Props<T>) {
  const { filters, extra, label } = props
  return (
    <section className="ft-panel ft-list" aria-label={label}>
      {(filters || extra) && (
        <div className="ft-list-bar">
          <div className="ft-list-filters">{filters}</div>
          {extra}
        </div>
      )}
      <Content {...props} />
    </section>
  )
}

function Content<T extends object>(props: Props<T>) {
  const phone = usePhone()
  const { list } = props
  const { t } = useTranslation()
  if (list.loading) return <Skeleton active title={false} paragraph={{ rows: 6 }} aria-label={t('loading')} />
  if (!list.items) return <ProblemAlert error={list.error} onRetry={list.retry} />
  if (list.items.length === 0) return <Nothing {...props} />
  return (
    <>
      {phone ? <Cards {...props} items={list.items} /> : <Rows {...props} items={list.items} />}
      <ProblemAlert error={list.error} onRetry={list.more} />
      <Foot list={list} shown={list.items.length} />
    </>
  )
}

function Rows<T extends object>({ columns, items, rowKey, label }: Props<T> & { items: T[] }) {
  const shown: TableColumnType<T>[] = columns.map(({ key, title, render, align, width, heading }) => ({
    key,
    title,
    render: (_, row) => render(row),
    rowScope: heading ? 'row' : undefined,
    ...(align && { align }),
    ...(width && { width }),
  }))
  return <WideTable<T> label={label} size="middle" columns={shown} dataSource={items} rowKey={rowKey} pagination={false} />
}

function Cards<T>({ columns, items, rowKey }: Props<T> & { items: T[] }) {
  const heading = columns.find((column) => column.heading)
  const lines = columns.filter((column) => column !== heading && !column.wideOnly)
  return (
    <ul className="ft-cards">
      {items.map((row) => (
        <li key={rowKey(row)} className="ft-card">
          {heading && <div className="ft-card-heading">{heading.render(row)}</div>}
          <dl>
            {lines.map((column) => (
              <div key={column.key}>
                <dt>{column.title}</dt>
                <dd>{column.render(row)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  )
}

function Nothing<T>({ filtered, empty }: Props<T>) {
  const { t } = useTranslation()
  const text = filtered ? t('emptyFiltered') : (empty?.text ?? t('emptyTitle'))
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text}>
      {!filtered && empty?.action}
    </Empty>
  )
}

function Foot<T>({ list, shown }: { list: List<T>; shown: number }) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <div className="ft-list-foot">
      <span className="ft-quiet" role="status">
        {list.total === undefined
          ? t('shown', { shown: number(shown) })
          : t('shownOf', { shown: number(shown), total: number(list.total) })}
      </span>
      {list.hasMore && (
        <Button onClick={list.more} loading={list.loadingMore}>
          {t('more')}
        </Button>
      )}
    </div>
  )
}
