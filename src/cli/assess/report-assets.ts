import { readFile } from 'node:fs/promises'
import type { ReportAssets } from '../../assessment/report-html.js'
import { UserError, systemCodeOf } from '../../core/errors.js'

/** The built script and style sheet of the report's page; the same place from `src/` and from `dist/`. */
export async function reportAssets(): Promise<ReportAssets> {
  const [script, style] = await Promise.all(['report.js', 'report.css'].map(readAsset))
  return { script: script ?? '', style: style ?? '' }
}

async function readAsset(name: string): Promise<string> {
  const file = new URL(`../../../dist/web/${name}`, import.meta.url)
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error
    throw new UserError(`the report's page has not been built (${file.pathname} is missing); run: npm run build`)
  }
}
