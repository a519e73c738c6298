// Taps that the server does not have yet: the last one of each child. They are of one
// dismissal and are dropped after three hours.

const name = 'yunka-ready'
const life = 3 * 3600_000
let page = {}

function read() {
  try {
    const { at, taps } = JSON.parse(localStorage.getItem(name) ?? '{}')
    return taps && Date.now() - at < life ? taps : {}
  } catch {
    return {} // no storage: they live as long as the page
  }
}

function write() {
  try {
    if (Object.keys(page).length) localStorage.setItem(name, JSON.stringify({ at: Date.now(), taps: page }))
    else localStorage.removeItem(name)
  } catch {
    // full, or not for this page: the page itself still has them
  }
}

page = read()

export const kept = () => page

export function keep(child, action) {
  page[child] = action
  write()
}

export function forget(child) {
  delete page[child]
  write()
}
