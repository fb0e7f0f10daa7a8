/** Escape sequences of a terminal (ECMA-48, SGR): texts are always made with them, and they are taken out where a text is written without colour. */
const ESCAPE = '\u001B['

export const bold = (text: string): string => styled(1, 22, text)
export const dim = (text: string): string => styled(2, 22, text)
export const red = (text: string): string => styled(31, 39, text)
export const green = (text: string): string => styled(32, 39, text)
export const yellow = (text: string): string => styled(33, 39, text)

/** A gain, or what belongs to one, in the colour of its sign. */
export function gainStyle(gain: number, text: string): string {
  return gain > 0 ? green(text) : gain < 0 ? red(text) : text
}

function styled(open: number, close: number, text: string): string {
  return text === '' ? text : `${ESCAPE}${open}m${text}${ESCAPE}${close}m`
}

/** What a stream is known to be; a stream that is no terminal has no `isTTY`. */
interface Stream {
  readonly isTTY?: boolean
}

/** Whether a stream shows colour: FORCE_COLOR decides, else NO_COLOR (no-color.org), else whether it is a terminal that can. */
export function showsColor(stream: Stream, env: Readonly<Record<string, string | undefined>>): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: terminal } = env
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if (refused !== undefined && refused !== '') return false
  return stream.isTTY === true && terminal !== 'dumb'
}
