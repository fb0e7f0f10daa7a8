import '../theme.css'
import { render } from 'preact'
import { App } from './app.js'

const root = document.getElementById('app')
if (!root) throw new Error('the page has no place for the dashboard')
root.replaceChildren()
render(<App />, root)
