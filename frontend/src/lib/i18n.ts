import dayjs from 'dayjs'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { patchMe } from '@/client'
import type { pack } from '@/locales/zh-CN'
import { session } from '@/lib/api/session'
import { language, type Language } from '@/lib/language'

/** Everything of the interface that depends on the language. */
export type Pack = typeof pack

const load: Record<Language, () => Promise<{ pack: Pack }>> = {
  'zh-CN': () => import('@/locales/zh-CN'),
  en: () => import('@/locales/en') as Promise<{ pack: Pack }>,
}
const packs = new Map<string, Pack>()

/** packOf answers the loaded pack of a language. */
export const packOf = (name: string): Pack | undefined => packs.get(name)

/** startI18n loads the language of this device; a file of locales is a namespace. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: {},
    fallbackLng: false,
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
  await speak(language.current())
}

/** speak changes the language of everything on the page. */
export async function speak(next: Language): Promise<void> {
  const { pack } = await load[next]()
  packs.set(next, pack)
  for (const [file, texts] of Object.entries(pack.files)) {
    i18next.addResourceBundle(next, file.slice(2, -'.json'.length), texts)
  }
  dayjs.locale(pack.dayjs)
  language.use(next)
  document.documentElement.lang = next
  await i18next.changeLanguage(next)
}

/** chooseLanguage speaks a language, remembers it on this device and, when signed in, in the account. */
export async function chooseLanguage(next: Language): Promise<void> {
  language.choose(next)
  await speak(next)
  if (session.state().status === 'signed_in') await patchMe({ body: { locale: next } })
}

/** followAccount speaks the language of the account, unless this device has its own choice. */
export async function followAccount(locale: string): Promise<void> {
  const wanted = language.of(locale)
  if (!language.chosen()) {
    if (wanted && wanted !== language.current()) await speak(wanted)
    return
  }
  if (wanted !== language.current()) await patchMe({ body: { locale: language.current() } })
}
