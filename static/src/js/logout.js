// Logging out on a page that is no card takes the cards' keys off this browser, too.
import { forgetOnLogout } from './card/logout.js'
import { wrong } from './forms/wrong.js'

forgetOnLogout(document)
if (document.body.dataset.wrongMissing && document.body.matches('.plain')) wrong() // the console has its own
