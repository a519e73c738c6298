// The page's one live connection: fragments come in and are swapped by htmx,
// the pill says whether the page is live and as of when.
import './live/htmx.js'
import 'htmx.org/dist/ext/hx-ws.js'
import { watch } from './live/stream.js'

const root = document.getElementById('live')
if (root) watch(root)
