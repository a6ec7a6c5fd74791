import { DownloadOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { download, problemOf } from '@/lib/api'

interface Props {
  path: string
  format: 'csv' | 'xlsx'
  text: string
}

/** Download saves one file of the API. */
export function Download({ path, format, text }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [running, run] = useState(false)
  const save = async () => {
    run(true)
    try {
      await download(path, { format })
    } catch (error) {
      const problem = problemOf(error)
      message.error(problem.title || t(`problem.${problem.code}`))
    } finally {
      run(false)
    }
  }
  return (
    <Button icon={<DownloadOutlined />} loading={running} onClick={() => void save()}>
      {text}
    </Button>
  )
}
