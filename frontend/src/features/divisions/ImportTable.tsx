import { UploadOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Modal, Table, Upload, type UploadFile } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { importDivisions, type DivisionDecision, type DivisionDetail, type DivisionTableReport } from '@/client'
import { formatNumber } from '@/lib/numbers'
import { FormProblem } from '@/ui/FormProblem'
import { DecisionFields } from './commands'

interface Props {
  division: DivisionDetail
  onClose: () => void
}

interface Fields extends DivisionDecision {
  file: UploadFile[]
}

/** ImportTable takes over a newer table of codes: first it shows what would change, then it does it. */
export function ImportTable({ division, onClose }: Props) {
  const { t } = useTranslation('division')
  const [form] = Form.useForm<Fields>()
  const queries = useQueryClient()
  const [checked, check] = useState(false)
  const send = useMutation({
    mutationFn: async ({ dry, confirm = [] }: { dry: boolean; confirm?: string[] }) => {
      const { file, note, ...rest } = form.getFieldsValue()
      const body = { ...rest, ...(note && { note }), within: division.code, dry_run: dry, confirm: confirm.join(','), file: file[0]!.originFileObj as File }
      return (await importDivisions({ body, throwOnError: true })).data
    },
    onSuccess: (report) => {
      check(report.dry_run)
      if (!report.dry_run) void queries.invalidateQueries()
    },
  })
  const done = send.data && !send.data.dry_run
  return (
    <Modal
      open
      width={640}
      title={t('action.import')}
      okText={done ? t('common:close') : t(checked ? 'importNow' : 'importCheck')}
      confirmLoading={send.isPending}
      onOk={() => (done ? onClose() : void form.validateFields().then(() => send.mutate({ dry: !checked })))}
      onCancel={onClose}
    >
      <p>{t('importText', { name: division.name })}</p>
      <Form form={form} layout="vertical" disabled={Boolean(done)} onValuesChange={() => check(false)}>
        <FormProblem form={form} error={send.error} onConfirm={(confirm) => send.mutate({ dry: false, confirm })} />
        <Form.Item name="file" label={t('file')} valuePropName="fileList" getValueFromEvent={(event: { fileList: UploadFile[] }) => event.fileList} rules={[{ required: true, message: t('required') }]}>
          <Upload accept=".csv,text/csv" maxCount={1} beforeUpload={() => false}>
            <Button icon={<UploadOutlined />}>{t('chooseFile')}</Button>
          </Upload>
        </Form.Item>
        <DecisionFields />
      </Form>
      {send.data && <Report report={send.data} />}
    </Modal>
  )
}

function Report({ report }: { report: DivisionTableReport }) {
  const { t, i18n } = useTranslation('division')
  const number = (value: number) => formatNumber(value, i18n.language)
  const text = t('importReport', { added: number(report.added), retired: number(report.retired), renamed: number(report.renamed), rows: number(report.rows) })
  return (
    <>
      <Alert className="ft-form-alert" type={report.dry_run ? 'info' : 'success'} showIcon title={t(report.dry_run ? 'importDry' : 'importDone')} description={text} />
      <Table
        size="small"
        rowKey="code"
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        dataSource={report.examples}
        columns={[
          { title: t('code'), dataIndex: 'code' },
          { title: t('kindTitle'), dataIndex: 'action', render: (kind: string) => t(`kind.${kind}`) },
          { title: t('name'), dataIndex: 'name' },
          { title: t('former'), dataIndex: 'former' },
        ]}
      />
    </>
  )
}
