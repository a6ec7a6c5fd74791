import { DownloadOutlined } from '@ant-design/icons'
import { App, Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { download, problemOf } from '@/lib/api'

interface Props {
  /** Address below the API's root, such as "/facilities/export". */
  path: string
  /** The filters of the list, so that people get what they see. */
  query?: Record<string, unknown>
}

/** ExportButton saves what a list shows as CSV or Excel. */
export function ExportButton({ path, query }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [running, run] = useState(false)
  const save = async (format: 'csv' | 'xlsx') => {
    run(true)
    try {
      await download(path, { ...query, format })
    } catch (error) {
      const problem = problemOf(error)
      message.error(problem.title || t(`problem.${problem.code}`))
    } finally {
      run(false)
    }
  }
  const items = [
    { key: 'xlsx', label: t('exportXlsx'), onClick: () => void save('xlsx') },
    { key: 'csv', label: t('exportCsv'), onClick: () => void save('csv') },
  ]
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button icon={<DownloadOutlined />} loading={running} aria-haspopup="menu">
        {running ? t('exporting') : t('export')}
      </Button>
    </Dropdown>
  )
}
