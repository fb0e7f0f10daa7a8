import type { WebSocket } from 'ws'

/** What a scenario makes of one event on its way to a client. */
export type StreamDisturbance = 'duplicate' | 'hold' | 'cut'

/** Asked before every event; undefined sends it as it is. */
export type DisturbStream = (event: { readonly stream: string; readonly time: number }) => StreamDisturbance | undefined

/** A client's socket with everything that may go wrong on it. */
export interface EventSocket {
  /** Sends an event of a stream, which scenarios may disturb. */
  readonly sendEvent: (stream: string, time: number, message: unknown) => void
  /** Sends an answer, undisturbed. */
  readonly sendAnswer: (message: unknown) => void
  readonly cut: () => void
}

export function createEventSocket(socket: WebSocket, disturbs: readonly DisturbStream[]): EventSocket {
  const delayed: string[] = []
  const send = (text: string): void => {
    if (socket.readyState === socket.OPEN) socket.send(text)
  }
  return {
    sendAnswer: (message) => send(JSON.stringify(message)),
    cut: () => socket.terminate(),
    sendEvent: (stream, time, message) => {
      if (socket.readyState !== socket.OPEN) return
      const text = JSON.stringify(message)
      const disturbances = disturbs.map((disturb) => disturb({ stream, time }))
      if (disturbances.includes('cut')) {
        socket.terminate()
        return
      }
      // What is held comes after the event that follows it.
      if (disturbances.includes('hold') && delayed.length === 0) {
        delayed.push(text)
        return
      }
      send(text)
      if (disturbances.includes('duplicate')) send(text)
      for (const late of delayed.splice(0)) send(late)
    },
  }
}
