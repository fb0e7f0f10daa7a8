import { z } from 'zod'
import { fields } from '../config/fields.js'

const threshold = z.number().min(0).max(1)

/** The thresholds that orders are decided by, of requests that trade a classifier. */
export const thresholdFields = {
  buy: threshold.optional().register(fields, {
    help: 'score from which to buy',
    otherwise: 'the one chosen for the classifier',
    placeholder: 'threshold',
  }),
  sell: threshold.optional().register(fields, {
    help: 'score from which to sell',
    otherwise: 'the one chosen for the classifier',
    placeholder: 'threshold',
  }),
}
