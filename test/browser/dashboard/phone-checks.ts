import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { expectFits } from './support.js'

/** A telephone held upright. */
export const PHONE = { width: 390, height: 844 }

/** Insists that nothing is wider than the screen, that nothing covers anything else, and that a thumb meets every control. */
export async function expectPhoneReady(page: Page): Promise<void> {
  await expectFits(page)
  await expect.poll(() => findOverlaps(page)).toEqual([])
  await expect.poll(() => page.evaluate(findSmallTargets)).toEqual([])
}

interface Place {
  /** Number of the element among all of the page, and those of the elements that hold it, the innermost first. */
  readonly id: number
  readonly holders: readonly number[]
  readonly text: string
  /** Whether it is a part of a line of text. */
  readonly isInline: boolean
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/**
 * Pairs of controls and texts of which one covers the other by more than two pixels, as far as they are scrolled into view of
 * what holds them.
 */
export async function findOverlaps(page: Page): Promise<string[]> {
  const places = await page.evaluate(listPlaces)
  return places.flatMap((one, index) =>
    places.slice(index + 1).flatMap((other) => {
      if (one.holders.includes(other.id) || other.holders.includes(one.id)) return []
      // The box of a part of a text spans all lines that it stands on, which it shares with its neighbours.
      if (one.holders[0] === other.holders[0] && (one.isInline || other.isInline)) return []
      const width = Math.min(one.right, other.right) - Math.max(one.left, other.left)
      const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
      return width > 2 && height > 2 ? [`${one.text} | ${other.text}`] : []
    }),
  )
}

/**
 * Runs in the page: every control and every element with a text of its own, cut to what is seen of it. The head of a table, which
 * stays while its rows are scrolled, and the picture of a chart cover by intent.
 */
function listPlaces(): Place[] {
  const all = [...document.querySelectorAll('body *')]
  const places: Place[] = []
  for (const [id, element] of all.entries()) {
    const hidden = element.closest('.visually-hidden, .skip, [role="img"], svg, thead, datalist, option')
    if (hidden || !element.checkVisibility()) continue
    const isControl = element.matches('input, select, textarea, button')
    const texts = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
    if (!isControl && !texts.some(({ textContent }) => (textContent ?? '').trim() !== '')) continue
    let { left, top, right, bottom } = element.getBoundingClientRect()
    const holders: number[] = []
    for (let outer = element.parentElement; outer; outer = outer.parentElement) {
      holders.push(all.indexOf(outer))
      if (getComputedStyle(outer).overflow === 'visible') continue
      const around = outer.getBoundingClientRect()
      left = Math.max(left, around.left)
      top = Math.max(top, around.top)
      right = Math.min(right, around.right)
      bottom = Math.min(bottom, around.bottom)
    }
    if (right - left <= 1 || bottom - top <= 1) continue
    const text = `${element.tagName} ${(element.textContent ?? '').trim().slice(0, 40)}`
    places.push({
      id,
      holders,
      text,
      isInline: getComputedStyle(element).display === 'inline',
      left,
      top,
      right,
      bottom,
    })
  }
  return places
}

/** Controls that are lower than 40 pixels, boxes and heads of columns lower than 24; links inside of a text may be as high as it. */
export function findSmallTargets(): string[] {
  return [...document.querySelectorAll('button, select, input, textarea, nav a')].flatMap((element) => {
    if (!element.checkVisibility() || element.closest('.visually-hidden')) return []
    const isSmall = element.matches('[type="checkbox"], [type="radio"], .sort, .link')
    const { height } = element.getBoundingClientRect()
    if (height >= (isSmall ? 24 : 40)) return []
    return [`${element.tagName} ${element.getAttribute('name') ?? element.textContent ?? ''}: ${height}`]
  })
}
