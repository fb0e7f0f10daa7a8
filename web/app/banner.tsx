import { isOutdated, isServerOffline } from './connection.js'

/** Says that the server is away or was renewed; it goes by itself when the server is back. */
export function Banner() {
  if (isOutdated.value) {
    return (
      <div class="banner" role="alert">
        The dashboard was started anew with other pages than these.
        <button type="button" onClick={() => location.reload()}>
          Load the page again
        </button>
      </div>
    )
  }
  if (!isServerOffline.value) return null
  return (
    <div class="banner" role="alert">
      The dashboard’s server does not answer: what is shown may be out of date. The page tries again by itself; if the
      server was stopped, start it with <code>followupward dashboard</code>.
    </div>
  )
}
