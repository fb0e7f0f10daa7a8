import type { ComponentType } from 'preact'

export interface PageEntry {
  /** Its path's first word, and its folder's name. */
  readonly id: string
  readonly title: string
  load(): Promise<{ readonly default: ComponentType }>
}

/** Every page, in the order of the navigation. A new page is one folder with `page.tsx` and one line here. */
export const pages: readonly PageEntry[] = [
  { id: 'start', title: 'Start', load: () => import('../start/page.js') },
  { id: 'market', title: 'Market', load: () => import('../market/page.js') },
  { id: 'definitions', title: 'Features & targets', load: () => import('../definitions/page.js') },
  { id: 'training', title: 'Training', load: () => import('../training/page.js') },
  { id: 'assessment', title: 'Assessment', load: () => import('../assessment/page.js') },
  { id: 'trading', title: 'Trading', load: () => import('../trading/page.js') },
  { id: 'data', title: 'Data', load: () => import('../data/page.js') },
]
