// The card page. The module starts to load before anything else is done,
// because the code must be there before its holder reaches the gate.
import { follow } from './card/asks.js'
import { load } from './card/module.js'
import { quietly } from './card/quietly.js'
import { forgetOnLogout } from './card/logout.js'
import { watchLook } from './card/look.js'
import { mount } from './card/pass.js'
import { build, keep } from './card/shell.js'
import { choose } from './card/switch.js'
import { settle } from './card/worker.js'
import { wrong } from './forms/wrong.js'

quietly(load())
forgetOnLogout(document)
wrong()
const template = document.querySelector('template[data-shell]')
if (template) {
  quietly(build(template).then((sections) => {
    choose(sections)
    sections.forEach(mount)
  }))
} else {
  const sections = [...document.querySelectorAll('section[data-pass]')]
  choose(sections)
  for (const section of sections) {
    mount(section)
    quietly(keep(section))
  }
  watchLook(sections, (section) => quietly(keep(section)))
  settle()
  follow(document.body)
}
