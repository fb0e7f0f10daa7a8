/** Answers of one kind that were made before, for each source of theirs. */
export type KeptFigures<Source, T> = (source: Source, key: string, make: () => Promise<T>) => Promise<T>

/** Keeps answers as long as what they were made of: at most `most` for each source, the oldest go first. A failed answer is not kept. */
export function keptFigures<Source extends object, T>(most: number): KeptFigures<Source, T> {
  const kept = new WeakMap<Source, Map<string, Promise<T>>>()
  return (source, key, make) => {
    const answers = kept.get(source) ?? new Map<string, Promise<T>>()
    kept.set(source, answers)
    const before = answers.get(key)
    if (before) return before
    const made = make()
    answers.set(key, made)
    made.catch(() => answers.delete(key))
    const [oldest] = answers.keys()
    if (answers.size > most && oldest !== undefined) answers.delete(oldest)
    return made
  }
}
