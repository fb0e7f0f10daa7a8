import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** A telephone that is held upright. */
const PHONE = { width: 390, height: 844 }
/** Lowest height of a control that a thumb meets. */
const MIN_TARGET = 32

interface PhoneFaults {
  /** Of all that `scope` shows. */
  readonly width: number
  /** What reaches beyond the screen and is not moved in a part of its own. */
  readonly wide: readonly string[]
  /** Texts and controls that lie over each other. */
  readonly overlapping: readonly string[]
  readonly small: readonly string[]
}

/** Turns a page that is drawn to the size of a telephone. */
export async function turnToPhone(page: Page): Promise<void> {
  await page.setViewportSize(PHONE)
}

/** Insists that at 390 px nothing is wider than the screen, nothing overlaps, and every control of `scope` can be met. */
export async function expectPhone(page: Page, scope = 'body'): Promise<void> {
  await expect
    .poll(() => findFaults(page, scope), { timeout: 20_000 })
    .toEqual({ width: PHONE.width, wide: [], overlapping: [], small: [] })
}

function findFaults(page: Page, scope: string): Promise<PhoneFaults> {
  return page.evaluate(
    ({ scope: root, width, target }) => {
      const isShown = (element: Element): boolean =>
        element.checkVisibility({ visibilityProperty: true }) && !element.closest('.visually-hidden, .skip, canvas')
      const isMoved = (element: Element): boolean => {
        for (let above = element.parentElement; above && above !== document.body; above = above.parentElement)
          if (/auto|scroll|hidden/.test(getComputedStyle(above).overflowX)) return true
        return false
      }
      const nameOf = (element: Element): string =>
        `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} ${(element.textContent ?? '').trim().slice(0, 40)}`
      const all = [...document.querySelectorAll(`${root} *`)].filter(isShown)
      const boxes = new Map(all.map((element) => [element, element.getBoundingClientRect()]))
      const isWide = (element: Element): boolean => (boxes.get(element)?.right ?? 0) > width + 0.5
      const CONTROLS = 'button, select, input, textarea'
      const isText = (element: Element): boolean =>
        [...element.childNodes].some(
          (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
        )
      const parts = all.filter(
        (element) =>
          element.matches(`${CONTROLS}, a`) ||
          (isText(element) && !element.closest(`${CONTROLS}, a, svg, option`) && !isMoved(element)),
      )
      const overlapping: string[] = []
      parts.forEach((one, index) => {
        for (const other of parts.slice(index + 1)) {
          if (one.contains(other) || other.contains(one) || isMoved(one) !== isMoved(other)) continue
          const [a, b] = [boxes.get(one), boxes.get(other)]
          if (!a || !b || isMoved(one)) continue
          const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
          const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
          if (across > 2 && down > 2) overlapping.push(`${nameOf(one)} over ${nameOf(other)}`)
        }
      })
      const controls = all.filter(
        (element) => element.matches(CONTROLS) && !element.matches('[type="checkbox"], .link'),
      )
      return {
        width: document.querySelector(root)?.scrollWidth ?? 0,
        wide: all.filter((element) => isWide(element) && !isMoved(element)).map(nameOf),
        overlapping,
        small: controls.filter((element) => (boxes.get(element)?.height ?? 0) < target).map(nameOf),
      }
    },
    { scope, width: PHONE.width, target: MIN_TARGET },
  )
}
