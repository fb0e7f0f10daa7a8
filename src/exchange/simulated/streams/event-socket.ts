import type { WebSocket } from 'ws'

/** What a scenario does to one event on its way to a client. */
export type StreamDisturbance = 'duplicate' | 'hold' | 'cut'

/** Is called before every event; undefined sends the event unchanged. */
export type DisturbStream = (event: { readonly stream: string; readonly time: number }) => StreamDisturbance | undefined

/** A client's socket with its disturbances. */
export interface EventSocket {
  /** Sends an event of a stream, which scenarios may disturb. */
  readonly sendEvent: (stream: string, time: number, message: unknown) => void
  /** Sends a response, which scenarios do not disturb. */
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
      // // A delayed event comes after the event that follows it.
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
