import { DownOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DivisionDetail } from '@/client'
import { useMay } from '@/lib/api'
import { level } from '@/ui/divisions'
import { AddDivision, MergeDivision, RenameDivision, RetireDivision, SplitDivision } from './commands'
import { ImportTable } from './ImportTable'

const dialogs = { add: AddDivision, rename: RenameDivision, merge: MergeDivision, split: SplitDivision, retire: RetireDivision, import: ImportTable }
type Action = keyof typeof dialogs

/** DivisionActions are the changes of the tree that an administrator can make from a division. */
export function DivisionActions({ division }: { division: DivisionDetail }) {
  const { t } = useTranslation('division')
  const mayManage = useMay()('division.manage')
  const [open, show] = useState<Action>()
  if (!mayManage) return null
  const Dialog = open && dialogs[open]
  const items = possible(division).map((action) => ({ key: action, label: t(`action.${action}`), danger: action === 'retire' }))
  return (
    <>
      <Dropdown menu={{ items, onClick: ({ key }) => show(key as Action) }} trigger={['click']}>
        <Button icon={<DownOutlined />} iconPosition="end">
          {t('manage')}
        </Button>
      </Dropdown>
      {Dialog && <Dialog division={division} onClose={() => show(undefined)} />}
    </>
  )
}

function possible({ level: deep }: DivisionDetail): Action[] {
  if (deep === level.country) return ['import']
  if (deep === level.community) return ['rename', 'merge', 'retire']
  return ['add', 'rename', 'merge', 'split', 'retire', 'import']
}
