import { cusumEvents } from '../cusum-events.js'

/** After the price has gone one per cent up or down. */
export default cusumEvents({ id: 'Cusum1pct', version: 1, threshold: 0.01 })
