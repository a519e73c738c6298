// The camera all day: it comes back by itself when it was unplugged, taken by
// another program, asleep or standing still. The scanner goes on meanwhile.
import { eye } from './eye.js'
import { Late, within } from './within.js'

const again = 10_000 // before a camera that failed is tried again
const still = 8_000 // without a new frame
const away = 2_000 // out of view this long, and a code is a new presentation
const pace = 60 // ms between two looks
const patience = { open: 10_000, asked: 60_000, play: 5_000 } // asked: somebody may be reading the browser's question
const blind = 3 // looks in a row that failed
const store = 'kiosk-camera'

const failures = { NotAllowedError: 'Refused', SecurityError: 'Refused', NotFoundError: 'None', OverconstrainedError: 'None', NotReadableError: 'Busy', AbortError: 'Busy' }

export function camera({ root, text, seen }) {
  const tile = root.querySelector('[data-camera]')
  const video = root.querySelector('[data-eye]')
  const word = root.querySelector('[data-eye-text]')
  const choice = root.querySelector('[data-eye-choice]')
  const look = eye()
  let stream
  let opening = false
  let wanted = false
  let fresh = 0 // when the last new frame came
  let failed = 0 // looks in a row

  function say(state, name) {
    tile.dataset.camera = state
    const words = name ? text['msgCamera' + name] : ''
    if (word.textContent !== words) word.textContent = words
  }

  function close(name) {
    if (stream) release(stream)
    stream = undefined
    video.srcObject = null
    say(name ? 'failed' : 'off', name)
  }

  async function open() {
    if (stream || opening || !wanted || document.visibilityState !== 'visible') return
    if (!navigator.mediaDevices?.getUserMedia) return say('failed', globalThis.isSecureContext ? 'None' : 'Insecure')
    opening = true
    try {
      const id = remembered()
      const size = { width: { ideal: 1280 }, height: { ideal: 720 } }
      const may = (await permission())?.state
      if (may === 'prompt') say('failed', 'Asks')
      const wants = id ? { ...size, deviceId: { ideal: id } } : { ...size, facingMode: 'environment' }
      // One that is allowed after all is tried again: this one is let go.
      stream = await within(may === 'granted' ? patience.open : patience.asked, navigator.mediaDevices.getUserMedia({ audio: false, video: wants }), 'opening', release)
      const track = stream.getVideoTracks()[0]
      track.addEventListener('ended', () => close('Lost'))
      tile.dataset.mirror = String(track.getSettings().facingMode !== 'environment')
      video.srcObject = stream
      await within(patience.play, video.play(), 'playing')
      fresh = performance.now()
      say('on')
      await choices(track.getSettings().deviceId)
    } catch (e) {
      close(e instanceof Late ? 'Stuck' : (failures[e.name] ?? 'Busy'))
    } finally {
      opening = false
    }
  }

  async function choices(now) {
    const all = (await navigator.mediaDevices.enumerateDevices()).filter((d) => d.kind === 'videoinput')
    choice.hidden = all.length < 2
    const list = choice.querySelector('select')
    list.replaceChildren(...all.map((d, i) => new Option(d.label || String(i + 1), d.deviceId, false, d.deviceId === now)))
  }

  choice.querySelector('select').addEventListener('change', (e) => {
    try {
      localStorage.setItem(store, e.target.value)
    } catch {
      // not remembered
    }
    e.target.blur() // the scanner's keys must not turn it
    close()
    open()
  })

  let was = -1
  async function watch() {
    try {
      if (stream && video.readyState >= 2) {
        const now = performance.now()
        if (video.currentTime !== was) {
          was = video.currentTime
          fresh = now
          const texts = await look(video)
          if (failed >= blind && stream) say('on')
          failed = 0
          if (texts) judge(texts)
        } else if (now - fresh > still) {
          close('Still')
          open()
        }
      }
    } catch (e) {
      console.warn('kiosk: camera:', e.message) // the next frame tries again
      if (++failed === blind && stream) say('on', 'Blind')
    } finally {
      setTimeout(watch, pace)
    }
  }

  // judge tells a new presentation from a code that stays in view.
  const views = new Map() // text -> when it was last in view
  async function judge(texts) {
    const now = performance.now()
    for (const [known, at] of views) if (now - at > away) views.delete(known)
    const isNew = texts.some((t) => !views.has(t))
    for (const t of texts) views.set(t, now)
    if (texts.length === 0 || !isNew) return
    if ((await seen([...views.keys()])) === false) for (const t of texts) views.delete(t) // no answer came: ask again while it is held up
  }

  document.addEventListener('visibilitychange', () => (document.visibilityState === 'visible' ? open() : close()))
  navigator.mediaDevices?.addEventListener?.('devicechange', () => open())
  setInterval(open, again)
  watch()

  const start = () => {
    wanted = true
    open()
  }
  root.querySelector('[data-do="start"]')?.addEventListener('click', start)
  // After a reload a browser that was allowed once opens it without a press.
  permission().then((p) => p?.state === 'granted' && start())
}

function release(stream) {
  for (const track of stream.getTracks()) track.stop()
}

// permission is what the browser has noted about the camera; some know no such thing.
async function permission() {
  try {
    return await within(1_000, navigator.permissions.query({ name: 'camera' }), 'the permission')
  } catch {
    return undefined
  }
}

function remembered() {
  try {
    return localStorage.getItem(store)
  } catch {
    return null
  }
}
