/**
 * An array for what lies between two steps of a computation, kept from call to call: memory that is asked for anew each time
 * stays taken until garbage is collected. Its values are those of the last use; only one computation may use it at a time.
 */
export function createWorkArray(): (length: number) => Float64Array {
  let values = new Float64Array()
  return (length) => {
    if (values.length < length) values = new Float64Array(length)
    return values.subarray(0, length)
  }
}
