import { InboxOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button, Upload, type UploadFile } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { startFacilityImport } from '@/client'
import { PageHeader } from '@/ui/PageHeader'
import { ProblemAlert } from '@/ui/ProblemAlert'
import { Download } from './Download'
import { Way } from './Way'
import './imports.css'

/** NewImportPage is the first step: the template, and the file to check. */
export function NewImportPage() {
  const { t } = useTranslation('imports')
  return (
    <>
      <PageHeader title={t('new')} crumbs={[{ text: t('title'), to: '/imports' }, { text: t('new') }]} />
      <Way at={0} />
      <section className="ft-panel ft-import-part" aria-labelledby="import-template">
        <h2 id="import-template">{t('template')}</h2>
        <p>{t('templateText')}</p>
        <div className="ft-import-buttons">
          <Download path="/facilities/imports/template" format="xlsx" text={t('templateXlsx')} />
          <Download path="/facilities/imports/template" format="csv" text={t('templateCsv')} />
        </div>
      </section>
      <Choose />
    </>
  )
}

function Choose() {
  const { t } = useTranslation('imports')
  const go = useNavigate()
  const [files, choose] = useState<UploadFile[]>([])
  const check = useMutation({
    mutationFn: async (file: File) => (await startFacilityImport({ body: { file, dry_run: true }, throwOnError: true })).data,
    onSuccess: ({ id }) => void go(`/imports/${id}`),
  })
  const file = files[0]?.originFileObj
  return (
    <section className="ft-panel ft-import-part" aria-labelledby="import-file">
      <h2 id="import-file">{t('chooseFile')}</h2>
      <ProblemAlert error={check.error} />
      <Upload.Dragger
        accept=".xlsx,.csv"
        maxCount={1}
        fileList={files}
        beforeUpload={() => false}
        onChange={({ fileList }) => {
          choose(fileList)
          check.reset()
        }}
      >
        <InboxOutlined className="ft-import-box" />
        <p>{t('drop')}</p>
        <p className="ft-quiet">{t('dropHint')}</p>
      </Upload.Dragger>
      <p className="ft-quiet">{t('checkHint')}</p>
      <Button type="primary" size="large" disabled={!file} loading={check.isPending} onClick={() => file && check.mutate(file)}>
        {t('check')}
      </Button>
    </section>
  )
}
