/**
 * Makes an array for what lies between two steps of a computation, which is reused from call to call: arrays that are allocated
 * each time take memory until garbage is collected. It holds the values of its last use; one computation may use it at a time.
 */
export function createWorkArray(): (length: number) => Float64Array {
  let values = new Float64Array()
  return (length) => {
    if (values.length < length) values = new Float64Array(length)
    return values.subarray(0, length)
  }
}
