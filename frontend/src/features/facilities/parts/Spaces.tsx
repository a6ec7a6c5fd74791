import { useQuery } from '@tanstack/react-query'
import { Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addSpace, putSpace, type FacilitySpace, type FacilitySpaceInput } from '@/client'
import { listSpacesOptions } from '@/client/@tanstack/react-query.gen'
import { listOf } from '@/lib/api'
import { Name, PartList, type PartKind } from './PartList'
import type { PartProps } from '.'

const kinds = ['reading_room', 'classroom', 'activity_room', 'counselling_room', 'internet_room', 'parent_child_room', 'outdoor', 'office', 'other']

/** SpacesTab lists the rooms and areas of a facility (M16). */
export function SpacesTab({ facilityId, mayEdit }: PartProps) {
  const [retired, setRetired] = useState(false)
  const list = listOf(useQuery(listSpacesOptions({ path: { id: facilityId }, query: { retired } })))
  return <PartList kind={useSpaceKind(facilityId)} list={list} mayEdit={mayEdit} retired={retired} onRetired={setRetired} />
}

function useSpaceKind(id: string): PartKind<FacilitySpace, FacilitySpaceInput> {
  const { t } = useTranslation('parts')
  return {
    what: 'space',
    nameOf: (row) => row.name,
    columns: [
      { key: 'name', title: t('space.name'), heading: true, render: (row) => <Name text={row.name} retired={row.retired} /> },
      { key: 'kind', title: t('kind'), render: (row) => t(`space.kinds.${row.kind}`) },
      { key: 'capacity', title: t('space.capacity'), align: 'right', render: (row) => (row.capacity === undefined ? '–' : t('space.persons', { count: row.capacity })) },
      { key: 'ages', title: t('space.ages'), render: (row) => <Ages space={row} /> },
      { key: 'area', title: t('space.area'), align: 'right', render: (row) => row.area_m2 ?? '–' },
      { key: 'equipment', title: t('space.equipment'), render: (row) => row.equipment.join('、') || '–' },
    ],
    fields: () => <SpaceFields />,
    input: ({ name, kind, capacity, age_min, age_max, area_m2, equipment }) => ({
      name, kind, equipment,
      ...(capacity !== undefined && { capacity }), ...(age_min !== undefined && { age_min }), ...(age_max !== undefined && { age_max }), ...(area_m2 !== undefined && { area_m2 }),
    }),
    save: (body, row, key) =>
      row
        ? putSpace({ path: { id, space: row.id }, headers: { 'If-Match': `"${row.version}"` }, body, throwOnError: true })
        : addSpace({ path: { id }, headers: { 'Idempotency-Key': key }, body, throwOnError: true }),
  }
}

function Ages({ space: { age_min: least, age_max: most } }: { space: FacilitySpace }) {
  const { t } = useTranslation('parts')
  if (least !== undefined && most !== undefined) return t('space.fromTo', { least, most })
  if (least !== undefined) return t('space.from', { least })
  return most === undefined ? '–' : t('space.upTo', { most })
}

function SpaceFields() {
  const { t } = useTranslation('parts')
  return (
    <>
      <Form.Item name="name" label={t('space.name')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
        <Input maxLength={100} autoComplete="off" />
      </Form.Item>
      <Form.Item name="kind" label={t('kind')} rules={[{ required: true, message: t('required') }]}>
        <Select options={kinds.map((value) => ({ value, label: t(`space.kinds.${value}`) }))} />
      </Form.Item>
      <div className="ft-pair">
        <Form.Item name="capacity" label={t('space.capacity')} extra={t('space.capacityHint')}>
          <InputNumber min={0} max={100_000} precision={0} />
        </Form.Item>
        <Form.Item name="area_m2" label={t('space.area')}>
          <InputNumber min={0} max={1_000_000} />
        </Form.Item>
      </div>
      <div className="ft-pair">
        <Form.Item name="age_min" label={t('space.ageMin')}>
          <InputNumber min={0} max={18} precision={0} />
        </Form.Item>
        <Form.Item name="age_max" label={t('space.ageMax')}>
          <InputNumber min={0} max={120} precision={0} />
        </Form.Item>
      </div>
      <Form.Item name="equipment" label={t('space.equipment')} extra={t('space.equipmentHint')}>
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={['、', '，', ',', '；', ';']} maxCount={50} />
      </Form.Item>
    </>
  )
}
