// A list that somebody reads stands still when told to: rows that come are kept
// aside, counted on the button, and put in together when it goes on. And a list
// with filters takes only what fits: the stream sends everything to everyone
// who may see it.

const kept = new Map() // list id -> Map(row id -> html), oldest first

const named = (row, name, want) => !want || (row.dataset[name] ?? '') === want

export function fits(row, list) {
  const want = list.dataset
  return (
    named(row, 'gate', want.wantGate) &&
    named(row, 'class', want.wantClass) &&
    named(row, 'decision', want.wantDecision) &&
    named(row, 'person', want.wantPerson) &&
    (!want.wantName || (row.dataset.name ?? '').toLowerCase().includes(want.wantName.toLowerCase()))
  )
}

export const filters = (list) => Object.entries(list.dataset).some(([k, v]) => k.startsWith('want') && v)

export const stands = (list) => list.dataset.paused === 'true'

export function hold(list, rowId, html) {
  const rows = kept.get(list.id) ?? new Map()
  kept.set(list.id, rows)
  rows.delete(rowId)
  rows.set(rowId, html)
  const max = Number(list.dataset.max) || 100
  while (rows.size > max) rows.delete(rows.keys().next().value)
  say(list)
}

// amend takes a row's newer state, if the row is still kept aside.
export function amend(rowId, html) {
  for (const rows of kept.values()) if (rows.has(rowId)) rows.set(rowId, html)
}

function say(list) {
  const button = document.querySelector(`[data-pause="${list.id}"]`)
  const count = button?.querySelector('[data-count]')
  const n = kept.get(list.id)?.size ?? 0
  if (count) count.textContent = n ? button.dataset.held.replace('{n}', n) : ''
}

function go(list) {
  const holder = document.createElement('template')
  for (const html of kept.get(list.id)?.values() ?? []) {
    holder.innerHTML = html
    const row = holder.content.firstElementChild
    if (row && !document.getElementById(row.id)) list.prepend(row)
  }
  kept.delete(list.id)
  const max = Number(list.dataset.max)
  while (max && list.children.length > max) list.lastElementChild.remove()
}

document.addEventListener('click', (e) => {
  const button = e.target.closest?.('[data-pause]')
  const list = button && document.getElementById(button.dataset.pause)
  if (!list) return
  const paused = !stands(list)
  list.dataset.paused = paused
  button.setAttribute('aria-pressed', paused)
  if (!paused) go(list)
  say(list)
})
