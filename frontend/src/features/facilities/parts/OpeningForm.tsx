import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Form } from 'antd'
import { useTranslation } from 'react-i18next'
import { putOpeningRules, type FacilityOpening, type FacilityRule } from '@/client'
import { FormProblem } from '@/ui/FormProblem'
import { RuleFields } from './RuleFields'

/** The layers in the order in which a person thinks of them; the later ones win. */
const layers: FacilityRule['layer'][] = ['regular', 'term', 'vacation', 'holiday', 'exception']

interface Props {
  facilityId: string
  opening: FacilityOpening
  onClose: () => void
}

/** OpeningForm changes all opening rules of a facility at once. */
export function OpeningForm({ facilityId, opening, onClose }: Props) {
  const { t } = useTranslation('parts')
  const [form] = Form.useForm<{ rules: FacilityRule[] }>()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const done = () => {
    void queries.invalidateQueries()
    onClose()
  }
  const save = useMutation({
    mutationFn: (rules: FacilityRule[]) =>
      putOpeningRules({ path: { id: facilityId }, headers: { 'If-Match': `"${opening.version}"` }, body: { rules: rules.map(clean) }, throwOnError: true }),
    onSuccess: () => {
      message.success(t('saved'))
      done()
    },
  })
  return (
    <Drawer
      open
      size={720}
      title={t('opening.edit')}
      onClose={onClose}
      mask={{ closable: false }}
      footer={
        <div className="ft-open-foot">
          <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
            {t('common:save')}
          </Button>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
        </div>
      }
    >
      <Form form={form} layout="vertical" initialValues={{ rules: opening.rules }} onFinish={() => save.mutate(form.getFieldsValue(true).rules ?? [])}>
        <FormProblem form={form} error={save.error} onReload={done} />
        <p className="ft-quiet">{t('opening.explain')}</p>
        <Layers />
      </Form>
    </Drawer>
  )
}

function Layers() {
  const { t } = useTranslation('parts')
  const rules = (Form.useWatch('rules', { form: Form.useFormInstance(), preserve: true }) ?? []) as (FacilityRule | undefined)[]
  return (
    <Form.List name="rules">
      {(fields, { add, remove }) =>
        layers.map((layer) => (
          <section key={layer} className="ft-layer" aria-label={t(`opening.layer.${layer}`)}>
            <h3>{t(`opening.layer.${layer}`)}</h3>
            <p className="ft-quiet">{t(`opening.layerNote.${layer}`)}</p>
            {fields
              .filter(({ name }) => rules[name]?.layer === layer)
              .map(({ key, name }) => (
                <RuleFields key={key} name={name} rule={rules[name]} onRemove={() => remove(name)} />
              ))}
            <Button size="small" aria-label={`${t('opening.addRule')}: ${t(`opening.layer.${layer}`)}`} onClick={() => add(fresh(layer))}>
              {t('opening.addRule')}
            </Button>
          </section>
        ))
      }
    </Form.List>
  )
}

function fresh(layer: FacilityRule['layer']): FacilityRule {
  if (layer === 'holiday') return { layer, closed: true }
  return layer === 'exception' ? { layer } : { layer, weekdays: [1, 2, 3, 4, 5] }
}

// What is closed has no times, and every day of the week is the same as none named.
function clean({ opens, closes, closed, weekdays, ...rule }: FacilityRule): FacilityRule {
  const times = closed ? { closed } : { ...(opens && { opens }), ...(closes && { closes }) }
  const given = Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined && value !== '')) as typeof rule
  return { ...given, ...times, ...(weekdays && weekdays.length > 0 && weekdays.length < 7 && { weekdays }) }
}
