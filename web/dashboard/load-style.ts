import { metaOf } from './connection.js'

const loading = new Map<string, Promise<void>>()

/** Loads the style sheet of a page, once; resolves when it holds. */
export function loadStyle(page: string): Promise<void> {
  const href = metaOf(`style-${page}`)
  if (href === '') return Promise.resolve()
  const known = loading.get(href)
  if (known) return known
  const loaded = append(href)
  loading.set(href, loaded)
  loaded.catch(() => loading.delete(href))
  return loaded
}

function append(href: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.addEventListener('load', () => resolve())
    link.addEventListener('error', () => {
      link.remove()
      reject(new Error(`${href} cannot be loaded`))
    })
    link.href = href
    document.head.append(link)
  })
}
