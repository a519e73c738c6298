// Nothing moves under a finger: state for an element with data-hold stands back for so
// many milliseconds after the last touch in it. Only the newest is kept.

const touched = new WeakMap() // element -> when
const kept = new Map() // id -> {html, v}
let timer

export function stands(target) {
  const ms = Number(target.dataset.hold)
  const at = touched.get(target)
  return Boolean(ms) && at !== undefined && performance.now() - at < ms
}

export function keep(target, html, v) {
  kept.set(target.id, { html, v })
  clearTimeout(timer)
  timer = setTimeout(release, Number(target.dataset.hold))
}

// drop forgets what newer state has overtaken.
export const drop = (target) => kept.delete(target.id)

function release() {
  clearTimeout(timer)
  for (const [id, { html, v }] of kept) {
    const target = document.getElementById(id)
    if (!target) continue
    const focus = document.activeElement?.getAttribute('aria-label')
    const holder = document.createElement('template')
    holder.innerHTML = html
    const next = holder.content.firstElementChild
    if (!next) continue
    next.dataset.v = v
    target.replaceWith(next)
    if (focus) [...next.querySelectorAll('[aria-label]')].find((el) => el.getAttribute('aria-label') === focus)?.focus()
  }
  kept.clear()
}

document.addEventListener('pointerdown', (e) => {
  const target = e.target.closest?.('[data-hold]')
  if (target) touched.set(target, performance.now())
}, { passive: true })

addEventListener('live:release', () => {
  for (const target of document.querySelectorAll('[data-hold]')) touched.delete(target)
  release()
})
