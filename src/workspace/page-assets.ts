import { readFile } from 'node:fs/promises'
import type { PageAssets } from '../assessment/report/render-page.js'
import { UserError, systemCodeOf } from '../core/errors.js'

/** The built script and style sheet of a page; the same place from `src/` and from `dist/`. */
export async function pageAssets(page: 'report' | 'features' | 'targets'): Promise<PageAssets> {
  const [script, style] = await Promise.all([`${page}.js`, `${page}.css`].map(readAsset))
  return { script: script ?? '', style: style ?? '' }
}

async function readAsset(name: string): Promise<string> {
  const file = new URL(`../../dist/web/${name}`, import.meta.url)
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error
    throw new UserError(`the page of the report has not been built (${file.pathname} is missing); run: npm run build`)
  }
}
