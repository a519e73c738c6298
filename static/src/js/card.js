// The card page. The module starts to load before anything else is done,
// because the code must be there before its holder reaches the gate.
import { load } from './card/module.js'
import { quietly } from './card/quietly.js'
import { forgetOnLogout } from './card/logout.js'
import { mount } from './card/pass.js'

quietly(load())
forgetOnLogout(document)
for (const section of document.querySelectorAll('section[data-pass]')) mount(section)
