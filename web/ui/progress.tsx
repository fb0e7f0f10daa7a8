import { formatInteger } from './format.js'

interface ProgressProps {
  readonly label: string
  readonly done: number
  readonly total: number
  readonly unit?: string
  readonly remark?: string
}

/** How far a task is; `total` 0 means that nobody knows. */
export function Progress({ label, done, total, unit = '', remark }: ProgressProps) {
  const known = total > 0
  return (
    <div class="progress">
      <span class="task">{label}</span>
      <progress aria-label={label} max={known ? total : undefined} value={known ? Math.min(done, total) : undefined} />
      <span class="note">
        {known
          ? `${Math.floor((100 * done) / total)} %, ${formatInteger(done)} of ${formatInteger(total)} ${unit}`
          : 'under way'}
        {remark ? ` · ${remark}` : ''}
      </span>
    </div>
  )
}
