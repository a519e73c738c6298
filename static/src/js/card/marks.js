// The live stream swaps #mark-<card>; its data-mark is the newest code of the
// card that any terminal consumed, its data-state the card's.
const watchers = new Map()

// watch calls fn({mark, state}) for what stands there now and at every change,
// and fn({phones: true}) when the card came to a phone or left one.
export function watch(card, fn) {
  if (!watchers.size) {
    new MutationObserver(look).observe(document.body, {
      subtree: true, childList: true, attributes: true, attributeFilter: ['data-mark', 'data-state'],
    })
  }
  watchers.set(card, { fn, seen: '', phones: phones(card) })
  look()
}

// phones names the phones that the card is on.
function phones(card) {
  const list = document.getElementById('phones-' + card)
  return list ? Array.from(list.querySelectorAll('form'), (f) => f.getAttribute('action')).join() : ''
}

function look() {
  watchers.forEach((watcher, card) => {
    const now = phones(card)
    if (watcher.phones !== now) {
      watcher.phones = now
      watcher.fn({ phones: true })
    }
    const el = document.getElementById('mark-' + card)
    if (!el) return
    const mark = el.dataset.mark || ''
    const state = el.dataset.state || ''
    if (watcher.seen === mark + ' ' + state) return
    watcher.seen = mark + ' ' + state
    watcher.fn({ mark: /^[0-9]{1,13}$/.test(mark) ? Number(mark) : -1, state })
  })
}
