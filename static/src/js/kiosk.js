// The gate's screen: a scanner types, the server decides, the answer fills the
// screen; who must be looked at waits in a list beside it. Without an answer nothing here turns green but what the gate may decide
// by itself, from a list that the server signed.
import { alive } from './kiosk/alive.js'
import { alone } from './kiosk/alone.js'
import { before } from './kiosk/before.js'
import { camera } from './kiosk/camera.js'
import { clock } from './kiosk/clock.js'
import { checks } from './kiosk/checks.js'
import { gate } from './kiosk/gate.js'
import { manual } from './kiosk/manual.js'
import { notes } from './kiosk/notes.js'
import { notice } from './kiosk/notice.js'
import { screen } from './kiosk/screen.js'
import { shift } from './kiosk/shift.js'
import { scanner } from './kiosk/scanner.js'
import { sound } from './kiosk/sound.js'
import { undo } from './kiosk/undo.js'

const root = document.getElementById('kiosk')
const text = root.dataset
const time = clock(root)
const noise = sound(root, text, notes(root, text))
const amber = notice(root, text, time)
root.addEventListener('kiosk:sound', (e) => noise[e.detail]()) // of a scene's own script: ask, out, click
const show = screen(root, text, time, noise)
const mine = alone({ text, root, amber, time })
const pass = gate({ text, root, amber, show, noise, time, mine })

const guard = shift({ text, root, amber, time })
before()
const dialogs = [manual({ text, amber, show, time, shift: guard }), undo({ text, root, amber, show, time, shift: guard }), checks({ text, root, amber, show, shift: guard })]
// Who was seen at a terminal that is no longer one is nobody's business there.
root.addEventListener('kiosk:revoked', () => {
  show.empty()
  for (const dialog of dialogs) dialog.clear()
})
const lengths = JSON.parse(text.chips || '[]') // a new chip may be longer than all before it
root.addEventListener('kiosk:chips', (e) => lengths.splice(0, Infinity, ...e.detail))
scanner(document, pass.read, pass.reading, () => amber.say('lost', text.msgFinishFirst, '', 5000), lengths)
root.dataset.listens = '' // before this a scanner types into nothing
alive({ root, amber, noise, time, mine })
// A reload while the server is away must come back by itself.
navigator.serviceWorker?.register('/kiosk/worker.js', { scope: '/kiosk', updateViaCache: 'none' })
  .catch((e) => console.info('kiosk: no service worker:', e.message)) // the open page works without
camera({ root, text, seen: pass.seen })
