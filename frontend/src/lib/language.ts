/** The languages of the interface, the first one first. */
export const languages = ['zh-CN', 'en'] as const

/** A language of the interface. */
export type Language = (typeof languages)[number]

/** nameOf names a language in itself, whatever the interface speaks. */
export const nameOf = (language: Language) => new Intl.DisplayNames([language], { type: 'language' }).of(language.slice(0, 2)) ?? language

const key = 'fourthirty.language'
const isLanguage = (text: string | null | undefined): text is Language => languages.includes(text as Language)

let current: Language | undefined

function preferred(): Language {
  const chosen = localStorage.getItem(key)
  if (isLanguage(chosen)) return chosen
  return navigator.languages?.[0]?.startsWith('en') ? 'en' : 'zh-CN'
}

/** Which language the interface speaks; kept on this device once a person has chosen one. */
export const language = {
  current: (): Language => (current ??= preferred()),
  use(next: Language) {
    current = next
  },
  choose(next: Language) {
    current = next
    localStorage.setItem(key, next)
  },
  chosen: (): boolean => isLanguage(localStorage.getItem(key)),
  of: (text: string | undefined): Language | undefined => (isLanguage(text) ? text : undefined),
}
