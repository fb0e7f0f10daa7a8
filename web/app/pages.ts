import type { ComponentType } from 'preact'
import type { PageLink } from '../../src/dashboard/http/api.js'
import { readMeta } from './connection.js'

/** Every page, in the order of the navigation, as the server lists them. */
export const pages: readonly PageLink[] = parseLinks(readMeta('pages'))

/** The component of a page, in `web/<id>/page.tsx`; its script is loaded when it is first opened. */
export async function loadPage({ id }: PageLink): Promise<ComponentType> {
  const module: unknown = await import(`../${id}/page.tsx`)
  if (typeof module === 'object' && module && 'default' in module && isComponent(module.default)) return module.default
  throw new Error(`web/${id}/page.tsx exports no component`)
}

function isComponent(value: unknown): value is ComponentType {
  return typeof value === 'function'
}

function parseLinks(text: string): PageLink[] {
  const list: unknown = text === '' ? [] : JSON.parse(text)
  return Array.isArray(list) ? list.filter(isPageLink) : []
}

function isPageLink(value: unknown): value is PageLink {
  return typeof value === 'object' && value !== null && 'id' in value && 'title' in value
}
