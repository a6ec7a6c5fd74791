import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Alert, Empty, Select, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { FacilityDot, FacilityKind } from '@/client'
import { getFacilityMapOptions } from '@/client/@tanstack/react-query.gen'
import { formatNumber } from '@/lib/numbers'
import { DivisionPicker } from '@/ui/DivisionPicker'
import { PageHeader } from '@/ui/PageHeader'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { colors } from './draw'
import './map.css'
import { MapCanvas } from './MapCanvas'
import { outlinesOf } from './outlines'

const kinds = Object.keys(colors) as FacilityKind[]

/** MapPage shows where facilities are, as points and as a list beside them. */
export function MapPage() {
  const { t } = useTranslation('map')
  const [params, setParams] = useSearchParams()
  const navigate = useNavigate()
  const division = params.get('division') ?? undefined
  const kind = (params.get('kind')?.split(',') ?? []) as FacilityKind[]
  const change = (name: string, value: string | undefined) => {
    const next = new URLSearchParams(params)
    if (value) next.set(name, value)
    else next.delete(name)
    setParams(next, { replace: true })
  }
  const map = useQuery({ ...getFacilityMapOptions({ query: { ...(division && { division }), ...(kind.length > 0 && { kind }) } }), placeholderData: keepPreviousData })
  return (
    <>
      <PageHeader title={t('title')} />
      <section className="ft-panel" aria-label={t('title')}>
        <div className="ft-map-filters">
          <DivisionPicker aria-label={t('division')} value={division} onChange={(code) => change('division', code)} />
          <Select
            mode="multiple"
            allowClear
            aria-label={t('kind')}
            placeholder={t('kind')}
            value={kind}
            options={kinds.map((value) => ({ value, label: t(`facilities:kind.${value}`) }))}
            onChange={(values) => change('kind', values.join(','))}
          />
        </div>
        {map.isPending && <Skeleton active aria-label={t('loading')} />}
        <ProblemAlert error={map.error} onRetry={() => void map.refetch()} />
        {map.data && <Facilities dots={map.data.items} more={map.data.more} tiles={map.data.tile_url} outlines={map.data.outlines_url} onChoose={(dot) => void navigate(`/facilities/${dot.id}`)} />}
      </section>
    </>
  )
}

interface Props {
  dots: FacilityDot[]
  more: boolean
  tiles: string | undefined
  outlines: string | undefined
  onChoose: (dot: FacilityDot) => void
}

function Facilities({ dots, more, tiles, outlines, onChoose }: Props) {
  const { t, i18n } = useTranslation('map')
  const lines = useOutlines(outlines)
  if (dots.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('none')} />
  return (
    <>
      {more && <Alert className="ft-form-alert" type="info" showIcon title={t('more', { n: formatNumber(dots.length, i18n.language) })} />}
      <MapCanvas dots={dots} tiles={tiles} outlines={lines.data} onChoose={onChoose} />
      {lines.isError && <p className="ft-quiet">{t('noOutlines')}</p>}
      <ul className="ft-map-legend" aria-hidden="true">
        {kinds.map((kind) => (
          <li key={kind}>
            <svg width="12" height="12">
              <circle cx="6" cy="6" r="5" fill={colors[kind]} />
            </svg>
            {t(`facilities:kind.${kind}`)}
          </li>
        ))}
      </ul>
      <details className="ft-map-list">
        <summary>
          {t('list')} · {t('shown', { n: formatNumber(dots.length, i18n.language) })}
        </summary>
        <ul>
          {dots.slice(0, 500).map((dot) => (
            <li key={dot.id}>
              <Link to={`/facilities/${dot.id}`}>{dot.name}</Link>{' '}
              <span className="ft-quiet">
                {t(`facilities:kind.${dot.kind}`)} · {t(`facilities:status.${dot.status}`)}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}

// The file is the operator's, without this platform's sign-in.
function useOutlines(address: string | undefined) {
  return useQuery({
    queryKey: ['outlines', address],
    enabled: Boolean(address),
    staleTime: Infinity,
    queryFn: async () => {
      const answer = await fetch(address!)
      if (!answer.ok) throw new TypeError(answer.statusText)
      return outlinesOf(await answer.json())
    },
  })
}
