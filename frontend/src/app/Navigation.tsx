import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { useNav } from './nav'

/** Navigation lists the pages that the user may open. */
export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useTranslation('shell')
  return (
    <nav aria-label={t('nav')}>
      <ul className="ft-nav">
        {useNav().map((item) => (
          <li key={item.name}>
            <NavLink to={item.path} onClick={onNavigate}>
              {item.icon}
              {t(`items.${item.name}`)}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
