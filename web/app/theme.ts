import { computed, signal, type ReadonlySignal } from '@preact/signals'

export type Theme = 'dark' | 'light'

const root = document.documentElement
const system = matchMedia('(prefers-color-scheme: dark)')
const systemDark = signal(system.matches)
system.addEventListener('change', () => {
  systemDark.value = system.matches
})
const selectedTheme = signal(root.dataset['theme'])

/** The theme that is shown: the reader's choice, else the system's. Charts repaint when it changes. */
export const theme: ReadonlySignal<Theme> = computed(() => {
  const dark = selectedTheme.value === undefined ? systemDark.value : selectedTheme.value === 'dark'
  return dark ? 'dark' : 'light'
})

/** Turns to the other theme, and remembers it for a year; the server writes it into the next page. */
export function toggleTheme(): void {
  const next = theme.value === 'dark' ? 'light' : 'dark'
  root.dataset['theme'] = next
  document.cookie = `followupward-theme=${next}; Path=/; Max-Age=31536000; SameSite=Strict`
  selectedTheme.value = next
}
