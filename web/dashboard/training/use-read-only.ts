export { isReadOnly as useReadOnly } from '../frame-info.js'
