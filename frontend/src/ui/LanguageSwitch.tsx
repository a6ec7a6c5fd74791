import { GlobalOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { chooseLanguage } from '@/lib/i18n'
import { languages, nameOf, type Language } from '@/lib/language'

/** LanguageSwitch chooses the language of the interface. */
export function LanguageSwitch({ compact = false }: { compact?: boolean }) {
  const { t, i18n } = useTranslation()
  const now = i18n.language as Language
  const items = languages.map((language) => ({
    key: language,
    label: <span lang={language}>{nameOf(language)}</span>,
    onClick: () => void chooseLanguage(language),
  }))
  return (
    <Dropdown menu={{ items, selectable: true, selectedKeys: [now] }} trigger={['click']} placement="bottomRight">
      <Button type="text" icon={<GlobalOutlined />} aria-label={`${t('language')}: ${nameOf(now)}`} aria-haspopup="menu">
        {!compact && nameOf(now)}
      </Button>
    </Dropdown>
  )
}
