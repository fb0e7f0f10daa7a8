import { useEffect, useRef } from 'preact/hooks'
import { setParams, useParam } from './address.js'

/** Which item of a list the page shows, and how to show another one. */
export interface SelectedItem {
  /** Undefined where there is none yet. */
  readonly id: string | undefined
  /** Leaves a step for the back button. */
  readonly choose: (id: string) => void
}

/**
 * The item that the address names. Where it names none it is `first`, which is put into the address, so that a link to the page
 * shows the same later; as long as nobody chooses, the page and its address go along with what comes first then.
 */
export function useSelectedItem(name: string, first: string | undefined): SelectedItem {
  const [selected, set] = useParam(name, '')
  const followed = useRef('')
  const isFollowing = selected.value === '' || selected.value === followed.current
  useEffect(() => {
    if (!isFollowing || first === undefined || first === selected.value) return
    followed.current = first
    set(first)
  }, [isFollowing, first, selected.value])
  return {
    id: isFollowing ? (first ?? (selected.value || undefined)) : selected.value,
    choose: (id) => {
      followed.current = ''
      set(id, true)
    },
  }
}

/** Goes back to what comes first: something was begun that is about to. */
export function followFirst(name: string): void {
  setParams({ [name]: undefined })
}
