import { useQuery } from '@tanstack/react-query'
import { Radio, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import type { StatisticsDefinition } from '@/client'
import { listCoverageDefinitionsOptions } from '@/client/@tanstack/react-query.gen'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { wordsOf } from '@/ui/Ratio'

interface Props {
  value: StatisticsDefinition['code']
  onChange: (code: StatisticsDefinition['code']) => void
}

/** DefinitionChooser offers the definitions of coverage and says what the chosen one divides. */
export function DefinitionChooser({ value, onChange }: Props) {
  const { t, i18n } = useTranslation('coverage')
  const list = useQuery({ ...listCoverageDefinitionsOptions(), staleTime: Infinity })
  if (list.isPending) return <Skeleton active className="ft-panel" />
  if (list.isError) return <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />
  const chosen = list.data.items.find(({ code }) => code === value)
  return (
    <div className="ft-panel">
      <h2 className="ft-panel-title">{t('definition')}</h2>
      <Radio.Group
        vertical
        aria-label={t('definition')}
        value={value}
        onChange={(event) => onChange(event.target.value as StatisticsDefinition['code'])}
        options={list.data.items.map((item) => ({ value: item.code, label: wordsOf(item, i18n.language).title }))}
      />
      {chosen && <Words definition={chosen} />}
    </div>
  )
}

function Words({ definition }: { definition: StatisticsDefinition }) {
  const { t, i18n } = useTranslation('coverage')
  const words = wordsOf(definition, i18n.language)
  return (
    <dl className="ft-words">
      <dt>{t('numerator')}</dt>
      <dd>{words.numerator}</dd>
      <dt>{t('denominator')}</dt>
      <dd>{words.denominator}</dd>
      {definition.target !== undefined && (
        <>
          <dt>{t('target')}</dt>
          <dd>{t('targetText', { value: definition.target, rule: definition.rule })}</dd>
        </>
      )}
      <dt>{t('code')}</dt>
      <dd>
        <code>{definition.code}</code>
      </dd>
    </dl>
  )
}
