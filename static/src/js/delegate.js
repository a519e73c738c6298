// The page behind a link that asks an adult to collect a child.
import { load } from './card/module.js'
import { quietly } from './card/quietly.js'
import { Errand } from './delegate/errand.js'

quietly(load())
const main = document.querySelector('[data-errand]')
quietly(new Errand(main, location.pathname.split('/').pop()).begin())
if ('serviceWorker' in navigator) quietly(navigator.serviceWorker.register('/d-sw.js', { scope: '/d/', updateViaCache: 'none' }))
