import { post } from '../kiosk/server.js'

export { html } from '../kiosk/html.js'

// ask posts; repeated after a lost answer, a release and an undo give the same one.
export const ask = (url, body) => post(url, body)
