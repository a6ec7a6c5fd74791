import antd from 'antd/locale/en_GB'
import 'dayjs/locale/en-gb'

/** pack is everything of the interface that depends on the language. */
export const pack = {
  antd,
  dayjs: 'en-gb',
  files: import.meta.glob<object>('./*.json', { eager: true, import: 'default' }),
}
