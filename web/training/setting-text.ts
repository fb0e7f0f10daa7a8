/** A setting as people read it: what is JSON in the log becomes names and values, hashes lose their tails. */
export function formatSetting(name: string, text: string | undefined): string {
  if (text === undefined) return '–'
  if (/^[0-9a-f]{40,}$/.test(text)) return text.slice(0, 12)
  const value = parseJson(text)
  if (value === undefined || typeof value !== 'object' || value === null) return text
  if (name === 'params' && Array.isArray(value)) return value.map(joinPair).join(', ')
  if (name === 'base' && Array.isArray(value)) return value.map(String).join(', ')
  if (name === 'sets') return formatSets(value)
  if (name === 'candles')
    return (
      text
        .match(/[0-9a-f]{64}/g)
        ?.map((hash) => hash.slice(0, 8))
        .join(', ') ?? text
    )
  return text
}

function joinPair(pair: unknown): string {
  return Array.isArray(pair) ? pair.map(String).join(' ') : String(pair)
}

function formatSets(sets: object): string {
  return Object.entries(sets)
    .map(([set, ranges]) => `${set} ${Array.isArray(ranges) ? ranges.map(formatRange).join(', ') : ''}`)
    .join('; ')
}

function formatRange(range: unknown): string {
  if (typeof range !== 'object' || range === null || !('from' in range) || !('to' in range)) return ''
  return `${formatTime(range.from)} to ${formatTime(range.to)}`
}

function formatTime(time: unknown): string {
  return typeof time === 'number' ? new Date(time).toISOString().slice(0, 16).replace('T', ' ') : ''
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}
