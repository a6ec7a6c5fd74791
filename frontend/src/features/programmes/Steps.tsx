import { CheckCircleFilled, RightCircleFilled } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import './programmes.css'

/** The steps of setting up a programme. */
export type Step = 'basics' | 'cohort' | 'timetable' | 'leaders' | 'publish'

const all: Step[] = ['basics', 'cohort', 'timetable', 'leaders', 'publish']

interface Props {
  done: Step[]
  current: Step
  /** What to do now. */
  children?: ReactNode
}

/** Steps shows how far a programme is set up, and what comes next. */
export function Steps({ done, current, children }: Props) {
  const { t } = useTranslation('programmes')
  const state = (step: Step) => (done.includes(step) ? 'done' : step === current ? 'now' : 'later')
  return (
    <section className="ft-panel ft-steps" aria-label={t('setup.title')}>
      <ol>
        {all.map((step, index) => (
          <li key={step} className={`ft-step-${state(step)}`} {...(state(step) === 'now' && { 'aria-current': 'step' })}>
            <span className="ft-step-mark" aria-hidden>
              {state(step) === 'done' ? <CheckCircleFilled /> : state(step) === 'now' ? <RightCircleFilled /> : index + 1}
            </span>
            {t(`setup.step.${step}`)}
            {state(step) === 'done' && <span className="ft-hidden">{t('setup.done')}</span>}
          </li>
        ))}
      </ol>
      {children}
    </section>
  )
}
