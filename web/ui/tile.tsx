import type { ComponentChildren } from 'preact'

interface TileProps {
  readonly label: string
  readonly value: ComponentChildren
  readonly remark?: ComponentChildren
  readonly tone?: 'gain' | 'loss' | undefined
}

/** A figure with what it is and what to compare it with; tiles stand in a `<dl class="tiles">`. */
export function Tile({ label, value, remark, tone }: TileProps) {
  return (
    <div class="tile">
      <dt>{label}</dt>
      <dd class={tone}>{value}</dd>
      {remark !== undefined && <dd class="remark">{remark}</dd>}
    </div>
  )
}
