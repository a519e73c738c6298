// Logging out on a page that is no card takes the cards' keys off this browser, too.
import { forgetOnLogout } from './card/logout.js'

forgetOnLogout(document)
