import { Segmented, Skeleton } from 'antd'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ECharts, EChartsCoreOption } from './charts'
import './ui.css'
import { WideTable } from './WideTable'

/** The same figures as a table, for people who cannot see or do not trust a picture. */
export interface ChartTable {
  columns: string[]
  rows: { key: string; cells: ReactNode[] }[]
}

interface Props {
  option: EChartsCoreOption
  /** One sentence that says what the chart shows, for screen readers. */
  label: string
  table: ChartTable
  height?: number
  /** A click on the n-th datum. Offer the same as links in the table, for the keyboard. */
  onSelect?: (index: number) => void
}

/** EChart draws a chart, loaded when first needed, and offers the same figures as a table. */
export function EChart({ option, label, table, height = 320, onSelect }: Props) {
  const { t } = useTranslation()
  const [as, show] = useState<'chart' | 'table'>('chart')
  const views = [
    { value: 'chart', label: t('chart') },
    { value: 'table', label: t('table') },
  ]
  return (
    <figure className="ft-figure" aria-label={label}>
      <div className="ft-chart-bar">
        <Segmented size="small" aria-label={t('view')} options={views} value={as} onChange={(value) => show(value as typeof as)} />
      </div>
      {as === 'chart' ? (
        <Picture option={option} label={label} height={height} {...(onSelect && { onSelect })} />
      ) : (
        <FiguresTable label={label} {...table} />
      )}
    </figure>
  )
}

function Picture({ option, label, height, onSelect }: Required<Pick<Props, 'option' | 'label' | 'height'>> & Pick<Props, 'onSelect'>) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useChart(place)
  useEffect(() => chart?.setOption(calm(option), { notMerge: true }), [chart, option])
  useEffect(() => {
    if (!chart || !onSelect) return
    const tell = (event: { dataIndex?: number }) => event.dataIndex !== undefined && onSelect(event.dataIndex)
    chart.on('click', tell)
    return () => void chart.off('click', tell)
  }, [chart, onSelect])
  return (
    <>
      {!chart && <Skeleton.Node active style={{ width: '100%', height }} />}
      <div ref={place} className="ft-chart" role="img" aria-label={label} style={{ height: chart ? height : 0 }} />
    </>
  )
}

function useChart(place: React.RefObject<HTMLDivElement | null>): ECharts | undefined {
  const [chart, setChart] = useState<ECharts>()
  useEffect(() => {
    let made: ECharts | undefined
    let gone = false
    const resize = new ResizeObserver(() => made?.resize())
    void import('./charts').then(({ init }) => {
      if (gone || !place.current) return
      made = init(place.current)
      resize.observe(place.current)
      setChart(made)
    })
    return () => {
      gone = true
      resize.disconnect()
      made?.dispose()
    }
  }, [place])
  return chart
}

// Tooltips as rich text: those of HTML carry style attributes, which the content security policy forbids.
function calm(option: EChartsCoreOption): EChartsCoreOption {
  return {
    color: ['#0958d9', '#13a8a8', '#d48806', '#722ed1', '#cf1322', '#59616e'],
    animationDuration: 300,
    textStyle: { fontFamily: 'inherit' },
    ...option,
    tooltip: { trigger: 'item', confine: true, ...(option.tooltip as object), renderMode: 'richText' },
  }
}

function FiguresTable({ label, columns, rows }: ChartTable & { label: string }) {
  return (
    <WideTable
      label={label}
      size="small"
      pagination={false}
      dataSource={rows}
      columns={columns.map((title, index) => ({
        key: title,
        title,
        align: index === 0 ? ('left' as const) : ('right' as const),
        rowScope: index === 0 ? ('row' as const) : undefined,
        render: (_: unknown, row: ChartTable['rows'][number]) => row.cells[index],
      }))}
    />
  )
}
