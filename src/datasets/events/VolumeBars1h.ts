import { volumeBarEvents } from '../volume-bar-events.js'

/** After as much volume as an hour of the day before had on average. */
export default volumeBarEvents({ id: 'VolumeBars1h', version: 1, barsPerDay: 24 })
