import htmx from 'htmx.org/dist/htmx.esm.js'

// Full jitter, so that a restart of the server is not met by every page at
// once; no eval and no inline styles, as the content policy wants.
htmx.config.ws = { reconnectDelay: 1000, reconnectJitter: 1, reconnectMaxDelay: 30000 }
htmx.config.history = false

export default htmx
