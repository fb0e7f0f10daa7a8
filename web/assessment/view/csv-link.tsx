import { formatInteger } from '../../ui/format.js'
import type { CsvFile } from './assessment-source.js'

interface CsvLinkProps {
  readonly count: number
  readonly file: CsvFile
}

/** Stores the trades that match as a file, in the order in which they are listed. */
export function CsvLink({ count, file }: CsvLinkProps) {
  const text = `csv of ${formatInteger(count)} ${count === 1 ? 'trade' : 'trades'}`
  if ('href' in file)
    return (
      <a href={file.href} download>
        {text}
      </a>
    )
  return (
    <button type="button" class="link" onClick={() => storeFile(file.name, file.text())}>
      {text}
    </button>
  )
}

function storeFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser reads it after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
