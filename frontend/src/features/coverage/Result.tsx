import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { StatisticsCoverage } from '@/client'
import { formatNumber, formatShare } from '@/lib/numbers'
import { DateText } from '@/ui/DateText'
import { level } from '@/ui/divisions'
import { RatioText, wordsOf } from '@/ui/Ratio'
import { levelOf } from './levels'

/** Result shows the coverage of the division itself. */
export function Result({ coverage }: { coverage: StatisticsCoverage }) {
  const { t, i18n } = useTranslation('coverage')
  const { total, definition } = coverage
  return (
    <>
      <h2 className="ft-panel-title">{wordsOf(definition, i18n.language).title}</h2>
      <div className="ft-big">
        <RatioText ratio={total.coverage} unit={definition.unit} />
      </div>
      <RatioText ratio={total.coverage} unit={definition.unit} parts />
      {levelOf(coverage.division) < level.community && <Facts coverage={coverage} />}
      <Link to={`/facilities?division=${coverage.division}`}>{t('facilities')}</Link>
      <p className="ft-quiet ft-small">
        {t('countedNote')} <DateText value={coverage.as_of} />
      </p>
    </>
  )
}

function Facts({ coverage: { total } }: { coverage: StatisticsCoverage }) {
  const { t, i18n } = useTranslation('coverage')
  const number = (value: number) => formatNumber(value, i18n.language)
  const facts: [string, string][] = [
    [t('communities'), number(total.communities)],
    [t('townships'), number(total.townships)],
    [t('gaps'), number(total.gaps)],
  ]
  if (total.known !== undefined) facts.push([t('known'), number(total.known)])
  if (total.met) facts.push([t('met'), total.met.value === undefined ? t('common:notDefined') : formatShare(total.met.value, i18n.language)])
  return (
    <dl className="ft-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="ft-num">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
