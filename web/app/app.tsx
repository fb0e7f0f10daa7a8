import './app.css'
import { address } from './address.js'
import { Banner } from './banner.js'
import { Navigation } from './navigation.js'
import { PageView, findPage } from './page-view.js'

/** The frame: a header with the pages, what the server's state is, and the page of the address. */
export function App() {
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Navigation />
      <Banner />
      <main id="main" tabIndex={-1} class={`page-${findPage(address.value.path)?.id ?? 'none'}`}>
        <PageView />
      </main>
    </>
  )
}
