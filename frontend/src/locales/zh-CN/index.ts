import antd from 'antd/locale/zh_CN'
import 'dayjs/locale/zh-cn'

/** pack is everything of the interface that depends on the language. */
export const pack = {
  antd,
  dayjs: 'zh-cn',
  files: import.meta.glob<object>('./*.json', { eager: true, import: 'default' }),
}
