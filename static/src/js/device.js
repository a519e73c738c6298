// Tries what the pages need of this device and shows which of the prepared
// results is true. Nothing leaves the device: the requests carry nothing but
// themselves.
import { secure, network, clock, wasm, storage, persist, worker, wake } from './device/tests.js'
import { tryCamera, stopCamera } from './device/camera.js'
import { play } from './device/sound.js'
import { scans } from './device/scan.js'

const main = document.querySelector('[data-check]')
const rank = { ok: 0, ask: 0, warn: 1, danger: 2 }
const lines = new Map([...main.querySelectorAll('[data-key]')].map((li) => [li.dataset.key, li]))
const button = (key) => main.querySelector(`[data-press="${key}"]`)

// show puts a result on its line: {key, detail}.
function show(check, { key, detail = '' }) {
  const li = lines.get(check)
  let kind = 'waiting'
  for (const r of li.querySelectorAll('[data-when]')) {
    r.hidden = r.dataset.when !== key
    if (!r.hidden) kind = r.dataset.of ?? 'waiting'
  }
  li.dataset.kind = kind
  li.dataset.result = key
  const d = li.querySelector('[data-detail]')
  d.textContent = detail
  d.hidden = !detail
  sum()
}

// sum is the verdict over all lines, and the text to copy.
function sum() {
  const kinds = [...lines.values()].map((li) => li.dataset.kind)
  const worst = kinds.includes('waiting') ? 'waiting' : ['ok', 'warn', 'danger'][Math.max(...kinds.map((k) => rank[k]))]
  const verdict = main.querySelector('[data-verdict]')
  if (verdict.dataset.verdict !== worst) {
    verdict.dataset.verdict = worst
    for (const p of verdict.children) p.hidden = p.dataset.when !== worst
  }
  const out = [`${location.host} · ${new Date().toISOString()}`, navigator.userAgent, `${screen.width} × ${screen.height} @${devicePixelRatio} · ${navigator.language}`]
  for (const li of lines.values()) {
    const shown = li.querySelector('[data-when]:not([hidden]) .tag')
    out.push([li.querySelector('[data-name]').textContent + ': ' + (shown?.textContent.trim() ?? ''), li.querySelector('[data-detail]').textContent].filter(Boolean).join(' · '))
  }
  main.querySelector('#summary').value = out.join('\n')
}

// Each test says what it found; one that breaks is what it was to find out.
const tests = { secure, network, clock, wasm, storage, worker, wake }
async function all() {
  for (const check of Object.keys(tests)) show(check, { key: 'waiting' })
  show('camera', { key: navigator.mediaDevices?.getUserMedia ? 'ask' : 'missing' })
  show('sound', { key: typeof AudioContext === 'function' ? 'ask' : 'missing' })
  button('camera').hidden = !navigator.mediaDevices?.getUserMedia
  button('sound').hidden = typeof AudioContext !== 'function'
  await Promise.all(Object.entries(tests).map(async ([check, test]) => show(check, await test())))
  button('storage').hidden = lines.get('storage').dataset.result !== 'brief' || !navigator.storage?.persist
}

button('camera').addEventListener('click', async () => {
  const picture = main.querySelector('[data-picture]')
  show('camera', { key: 'waiting' })
  show('camera', await tryCamera(picture))
  main.querySelector('[data-stop]').hidden = picture.hidden
})
main.querySelector('[data-stop]').addEventListener('click', (e) => {
  stopCamera(main.querySelector('[data-picture]'))
  e.target.hidden = true
})
button('sound').addEventListener('click', async () => show('sound', await play()))
for (const b of main.querySelectorAll('[data-heard]')) b.addEventListener('click', () => show('sound', { key: b.dataset.heard }))
button('storage').addEventListener('click', async (e) => {
  await persist()
  show('storage', await storage())
  e.target.hidden = lines.get('storage').dataset.result !== 'brief'
})

main.querySelector('[data-again]').addEventListener('click', all)
const copy = main.querySelector('[data-copy]')
copy.addEventListener('click', async () => {
  const text = main.querySelector('#summary')
  const said = main.querySelector('[data-said]')
  try {
    await navigator.clipboard.writeText(text.value)
    said.textContent = copy.dataset.copied
  } catch {
    text.select()
    said.textContent = copy.dataset.byHand
  }
})
addEventListener('pagehide', () => stopCamera(main.querySelector('[data-picture]')))
scans(document.querySelector('[data-scan]'))
all()
