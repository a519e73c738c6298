// The school shows another design: the stream swaps #face-<card>, and the pass takes the classes
// that stand there, as soon as their style sheet is here.
export function watchLook(sections, keep) {
  const seen = new Map(sections.map((section) => [section.dataset.card, said(section)]))
  new MutationObserver(() => {
    for (const section of sections) {
      const head = section.querySelector('.pass-head')
      const now = said(section)
      if (!head || seen.get(section.dataset.card) === now) continue
      seen.set(section.dataset.card, now)
      sheet(head.dataset.sheet, () => {
        section.className = ('pass ' + head.dataset.look).trim()
        order(section.dataset.card, head.dataset.quick)
        keep(section)
      })
    }
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-look', 'data-sheet', 'data-quick'] })
}

function said(section) {
  const head = section.querySelector('.pass-head')
  return head ? head.outerHTML : ''
}

// sheet loads a style sheet once; a face without one needs none.
function sheet(href, then) {
  if (!href || Array.from(document.querySelectorAll('link[rel="stylesheet"]')).some((l) => l.getAttribute('href') === href)) return then()
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = href
  link.onload = link.onerror = then
  document.head.append(link)
}

// order shows the functions that the design has, in its order. All that the holder may have are in
// the page already, with their addresses.
function order(card, keys) {
  const row = document.getElementById('quick-' + card)
  if (!row) return
  const chosen = (keys || '').split(' ').filter(Boolean)
  for (const el of row.children) el.hidden = !chosen.includes(el.dataset.key)
  for (const key of chosen) {
    const el = row.querySelector(`[data-key="${CSS.escape(key)}"]`)
    if (el) row.append(el)
  }
  row.dataset.empty = String(!chosen.length)
  row.hidden = !chosen.length || row.dataset.behind === 'true'
}
