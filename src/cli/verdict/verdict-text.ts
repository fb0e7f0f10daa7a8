import type { Verdict } from '../../assessment/verdict/verdict.js'
import { bold, green, red, yellow } from '../style.js'

/** No line is wider. */
const WIDTH = 80

/**
 * A verdict for people: its sentences, each a paragraph of lines of at most 80 columns. Green only says an edge that other days than these selected;
 * what stands on the days that selected it is yellow, whatever it says.
 */
export function verdictText({ status, optimistic, sentences: [headline = '', ...more] }: Verdict): string {
  const paint = optimistic || status === 'cannotBeSaid' ? yellow : status === 'edge' ? green : red
  const first = wrap(headline).map((line) => bold(paint(line)))
  return `${[...first, ...more.flatMap(wrap)].join('\n')}\n`
}

/** Lines of whole words. */
function wrap(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
