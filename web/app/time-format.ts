import { computed, signal, type ReadonlySignal } from '@preact/signals'

/** Set by the frame from the workspace's configuration. */
export const timeZone = signal('UTC')

export interface TimeFormat {
  /** `2023-08-05 14:30` of epoch ms. */
  readonly minute: (time: number) => string
  /** `2023-08-05` */
  readonly day: (time: number) => string
  /** `14:30` */
  readonly clock: (time: number) => string
  /** `14:30:07` */
  readonly second: (time: number) => string
}

/** Times as the workspace shows them, in its time zone; components that read it follow a change. */
export const timeFormat: ReadonlySignal<TimeFormat> = computed(() => {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timeZone.value,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  const text = (time: number): string => format.format(time)
  return {
    minute: (time) => text(time).slice(0, 16),
    day: (time) => text(time).slice(0, 10),
    clock: (time) => text(time).slice(11, 16),
    second: (time) => text(time).slice(11),
  }
})
