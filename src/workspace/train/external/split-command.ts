import { RequestError } from '../../../core/request-error.js'

/**
 * Splits a command as a shell does, without a shell: words by spaces, quotes keep them together, a backslash before a quote, a
 * space or a backslash means just that. Throws UserError where a quote is not closed, or there is no word.
 */
export function splitCommand(text: string): readonly [string, ...string[]] {
  const words: string[] = []
  let [word, begun, quote] = ['', false, '']
  for (let i = 0; i < text.length; i++) {
    const letter = text[i] ?? ''
    const next = text[i + 1]
    if (letter === '\\' && quote !== "'" && next !== undefined && /["'\\ ]/.test(next)) {
      word += next
      begun = true
      i++
    } else if (quote !== '') {
      if (letter === quote) quote = ''
      else word += letter
    } else if (letter === '"' || letter === "'") {
      quote = letter
      begun = true
    } else if (/\s/.test(letter)) {
      if (begun) words.push(word)
      word = ''
      begun = false
    } else {
      word += letter
      begun = true
    }
  }
  if (quote !== '') throw new RequestError(`{external} is ${text}: a quote (${quote}) is not closed`)
  if (begun) words.push(word)
  const [program, ...args] = words
  if (program === undefined || program === '') throw new RequestError('{external} names no program')
  return [program, ...args]
}
