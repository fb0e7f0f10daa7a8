import { UserError, messageOf, toPrintable } from '../../core/errors.js'

/** What ONNX Runtime said about a model, as a line with what to do. */
export function toRuntimeError(error: unknown, label: string, opset: number): UserError {
  const message = messageOf(error)
  const [, operator] =
    /([\w.]*:\w+)\(-?\d+\) is not a registered function\/op/.exec(message) ??
    /No Op registered for (\w+)/.exec(message) ??
    []
  if (operator !== undefined) return unknownOperatorsError(label, [operator])
  const [, ir] = /[Uu]nsupported model IR version: ?(\d+)/.exec(message) ?? []
  if (ir !== undefined || /opset|Opset/.test(message)) {
    const version = ir === undefined ? `operator set ${opset}` : `format version ${ir}`
    return new UserError(
      `${label} has ${version}, newer than this runtime reads; export it with opset_version=17 (target_opset=17)`,
    )
  }
  return new UserError(`${label} cannot be read (${toOneLine(message)}); export or fetch it again`)
}

/** Throws where there are operators that the runtime does not have. */
export function unknownOperatorsError(label: string, operators: readonly string[]): UserError {
  const names = operators.map((operator) => operator.replace(/^:/, '')).join(', ')
  return new UserError(
    `${label} has operators that ONNX Runtime does not know: ${names}; export it with operators of ONNX alone`,
  )
}

/**
 * The runtime's messages may go on with its own source files, and hold names of a damaged file: what could move the cursor of a
 * terminal is left out.
 */
export function toOneLine(message: string): string {
  const [line = ''] = message.split('\n')
  return toPrintable(line.replaceAll(/\/onnxruntime_src\/\S+ /g, '')).slice(0, 300)
}
