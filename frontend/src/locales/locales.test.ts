import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

type Texts = { [key: string]: string | Texts }

const root = fileURLToPath(new URL('../', import.meta.url))
const files = (language: string) => readdirSync(`${root}locales/${language}`).filter((name) => name.endsWith('.json'))
const texts = (language: string, file: string) =>
  JSON.parse(readFileSync(`${root}locales/${language}/${file}`, 'utf8')) as Texts

function flat(tree: Texts, above = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[above + key, value] as const] : [...flat(value, `${above}${key}.`)],
    ),
  )
}

const plain = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '')
const keys = (language: string, file: string) => [...new Set([...flat(texts(language, file)).keys()].map(plain))].toSorted()
const blanks = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name).toSorted()

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.') && !/^(client|locales)\//.test(name))
  .map((name) => ({ name, code: readFileSync(root + name, 'utf8') }))

test('both languages have the same files', () => {
  expect(files('en')).toEqual(files('zh-CN'))
})

test.each(files('zh-CN'))('%s has the same texts with the same blanks in both languages', (file) => {
  expect(keys('en', file)).toEqual(keys('zh-CN', file))
  const english = flat(texts('en', file))
  const unlike = [...flat(texts('zh-CN', file))].filter(
    ([key, text]) => english.has(key) && blanks(english.get(key)!).join() !== blanks(text).join(),
  )
  expect(unlike).toEqual([])
})

test('no text is empty', () => {
  const empty = ['zh-CN', 'en'].flatMap((language) =>
    files(language).flatMap((file) =>
      [...flat(texts(language, file))].filter(([, text]) => text.trim() === '').map(([key]) => `${language} ${file} ${key}`),
    ),
  )
  expect(empty).toEqual([])
})

test('no Han text stands in the code', () => {
  expect(sources.filter(({ code }) => /\p{Script=Han}/u.test(code)).map(({ name }) => name)).toEqual([])
})

test('every text that the code names exists', () => {
  const known = new Set(files('en').flatMap((file) => keys('en', file).map((key) => `${file.slice(0, -5)}:${key}`)))
  const missing = sources.flatMap(({ name, code }) => named(code).filter((key) => !known.has(key)).map((key) => `${name}: ${key}`))
  expect(missing).toEqual([])
})

// The namespace of t('...') is that of the useTranslation call before it.
function named(code: string): string[] {
  let namespace = 'common'
  return [...code.matchAll(/useTranslation\((?:'(\w+)')?|\bt\('([\w.:]+)'/g)].flatMap(([call, space, key]) => {
    if (call.startsWith('useTranslation')) namespace = space ?? 'common'
    if (!key) return []
    return [key.includes(':') ? key : `${namespace}:${key}`]
  })
}
