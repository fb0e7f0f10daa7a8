import { createElement } from './dom.js'

/** Colours of the charts, from the style sheet's variables. */
export interface Palette {
  readonly text: string
  readonly muted: string
  readonly line: string
  readonly surface: string
  readonly gain: string
  readonly loss: string
  readonly accent: string
  readonly buy: string
  readonly sell: string
}

const repaints: ((palette: Palette) => void)[] = []

/** Calls at once, and whenever the theme changes. */
export function watchTheme(repaint: (palette: Palette) => void): void {
  repaints.push(repaint)
  repaint(readPalette())
}

function readPalette(): Palette {
  const probe = createElement('span')
  document.body.append(probe)
  const color = (name: string): string => {
    probe.style.color = `var(--${name})`
    return toHex(getComputedStyle(probe).color)
  }
  const colors = {
    text: color('text'),
    muted: color('muted'),
    line: color('line'),
    surface: color('surface'),
    gain: color('gain'),
    loss: color('loss'),
    accent: color('accent'),
    buy: color('buy'),
    sell: color('sell'),
  }
  probe.remove()
  return colors
}

/** An opaque colour as `#rrggbb`, as a canvas writes it back. */
function toHex(color: string): string {
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return color
  context.fillStyle = color
  return context.fillStyle
}

/** Ends the calls of all `watchTheme`, for a page that leaves its charts behind. */
export function clearRepaints(): void {
  repaints.length = 0
}

/** To be called after the theme was changed by anything but the button. */
export function repaintAll(): void {
  const now = readPalette()
  for (const repaint of repaints) repaint(now)
}

/** Follows the system until the button is pressed. */
export function createThemeButton(): HTMLButtonElement {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const root = document.documentElement
  const isDark = (): boolean => (root.dataset['theme'] ?? (system.matches ? 'dark' : 'light')) === 'dark'
  const button = createElement('button', { type: 'button', class: 'quiet', id: 'theme' })
  const label = (): void => {
    button.textContent = isDark() ? 'Light theme' : 'Dark theme'
  }
  button.addEventListener('click', () => {
    root.dataset['theme'] = isDark() ? 'light' : 'dark'
    label()
    repaintAll()
  })
  system.addEventListener('change', () => {
    label()
    repaintAll()
  })
  label()
  return button
}
