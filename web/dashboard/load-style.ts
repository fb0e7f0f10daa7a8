import { metaOf } from './connection.js'

const links = new Map<string, HTMLLinkElement>()

/** Loads the style sheet of a page, once; resolves when it is there. `showStyle` lets it hold. */
export async function loadStyle(page: string): Promise<void> {
  const href = metaOf(`style-${page}`)
  if (href === '' || links.has(page)) return
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  await new Promise((resolve, reject) => {
    link.addEventListener('load', resolve)
    link.addEventListener('error', () => {
      link.remove()
      reject(new Error(`${href} cannot be loaded`))
    })
    link.href = href
    document.head.append(link)
  })
  links.set(page, link)
}

/** Only the shown page's own style holds: pages may give the same name to different things. */
export function showStyle(page: string): void {
  for (const [owner, link] of links) link.disabled = owner !== page
}
