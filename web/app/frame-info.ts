import { signal, type ReadonlySignal } from '@preact/signals'
import type { FrameInfo } from '../../src/dashboard/http/api.js'
import { timeZone } from './time-format.js'

const info = signal<FrameInfo | undefined>(undefined)

/** What the server says of itself and of its workspace; undefined until it has. */
export const frameInfo: ReadonlySignal<FrameInfo | undefined> = info

/** Told by the header, which asks for it. */
export function setFrameInfo(next: FrameInfo): void {
  info.value = next
  timeZone.value = next.timeZone
}

/** Whether the server changes nothing, so that buttons that would are not offered. */
export function isReadOnly(): boolean {
  return info.value?.readOnly ?? false
}
