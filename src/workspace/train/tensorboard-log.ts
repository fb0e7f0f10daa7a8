import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolderSync } from '../../store/files/make-folder.js'
import { encodeFileVersion, encodeScalars } from '../../classifier/tensorboard-events.js'
import type { Clock } from '../../core/clock.js'
import { messageOf } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import type { TrainedEpoch } from './train-hooks.js'

/** What figures are called after. */
export interface LoggedNames {
  readonly classes: readonly string[]
  /** Of the metric that was asked for. */
  readonly metric?: string | undefined
}

/**
 * Begins a TensorBoard event file in the folder; what is returned adds an epoch to it. A resumed training begins another
 * file, which TensorBoard shows as one run with those before. Throws UserError where it cannot be written.
 */
export function tensorboardLog(folder: string, names: LoggedNames, clock: Clock): (epoch: TrainedEpoch) => void {
  const file = join(folder, `events.out.tfevents.${Math.floor(clock.now() / 1000)}.followupward`)
  const append = (bytes: Uint8Array): void => {
    try {
      makeFolderSync(folder)
      appendFileSync(file, bytes)
    } catch (error) {
      throw new RequestError(`{tensorboard}: ${file} cannot be written: ${messageOf(error)}; name another folder`)
    }
  }
  append(encodeFileVersion(clock.now() / 1000))
  return (epoch) => append(encodeScalars(clock.now() / 1000, epoch.epoch, scalarsOf(epoch, names)))
}

function scalarsOf(
  { loss, validation: { gain, count, robust, report, metric } }: TrainedEpoch,
  { classes, metric: name }: LoggedNames,
): Map<string, number> {
  const scalars: (readonly [string, number | null | undefined])[] = [
    ['loss/training', loss],
    ['loss/validation', report?.loss],
    ['accuracy/validation', report?.accuracy],
    ['accuracy/balanced', report?.balancedAccuracy],
    ['gain/best', gain],
    ['gain/least', robust?.lower],
    ['gain/trades', count],
    [`metric/${name ?? ''}`, metric],
  ]
  report?.classes.forEach(({ precision, recall, auc }, index) => {
    const of = classes[index] ?? String(index)
    scalars.push([`precision/${of}`, precision], [`recall/${of}`, recall], [`auc/${of}`, auc])
  })
  return new Map(scalars.flatMap(([tag, value]) => (typeof value === 'number' ? [[tag, value] as const] : [])))
}
