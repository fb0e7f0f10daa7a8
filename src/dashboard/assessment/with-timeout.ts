/** Ms that an answer waits for what takes long before it says how far that is. */
const ANSWER_TIMEOUT = 400

/** The value if it comes soon. */
export async function withTimeout<T>(value: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ANSWER_TIMEOUT)
  })
  try {
    return await Promise.race([value, patience])
  } finally {
    clearTimeout(timer)
  }
}
