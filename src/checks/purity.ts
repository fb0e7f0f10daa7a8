import type { Check, Remark } from './check.js'
import { firstDifference } from './compare.js'

/** A value may depend on candles only: not on the clock, on chance, on files, the network, the time zone of the machine. */
export const purity: Check = {
  name: 'purity',
  onQuiet: false,
  run({ subject, sample, whole, watch, touchedAtLoad }) {
    let again = whole
    const touched = watch(() => {
      again = subject.compute(sample.candles)
    })
    const place = firstDifference(whole, again)
    const remarks: Remark[] = []
    for (const what of new Set(touchedAtLoad)) remarks.push(remark(`uses ${what} while it is loaded`))
    for (const what of new Set(touched)) remarks.push({ ...remark(`uses ${what} in compute`), ...place })
    return remarks
  },
}

function remark(text: string): Remark {
  return { severity: 'failure', text: `${text}: its values must follow from the candles alone` }
}
