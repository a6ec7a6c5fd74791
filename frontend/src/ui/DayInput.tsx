import { DatePicker } from 'antd'
import dayjs from 'dayjs'

interface Props {
  /** "2026-11-23" */
  value?: string | undefined
  onChange?: (day: string | undefined) => void
  /** Set by Form.Item. */
  id?: string
  max?: string
  min?: string
  allowClear?: boolean
  placeholder?: string
  'aria-label'?: string
}

/** DayInput chooses a business date and gives it as the API writes it. */
export function DayInput({ value, onChange, id, min, max, allowClear = true, ...rest }: Props) {
  return (
    <DatePicker
      {...(id && { id })}
      {...rest}
      className="ft-day"
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange?.(day ? day.format('YYYY-MM-DD') : undefined)}
      allowClear={allowClear}
      {...(min && { minDate: dayjs(min) })}
      {...(max && { maxDate: dayjs(max) })}
    />
  )
}
