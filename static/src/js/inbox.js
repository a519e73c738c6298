// A message that has been on the screen for a second is read: the page says so in one
// request for all of them, and the stream brings the list as it is then.

const seenFor = 1000 // ms
const gather = 300 // ms in which messages seen together are told together

const timers = new Map() // message id -> timer
const seen = new Map() // message id -> whose inbox
let telling

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const id = entry.target.dataset.unread
    if (!id) continue
    clearTimeout(timers.get(id))
    timers.delete(id)
    if (entry.isIntersecting && !document.hidden) timers.set(id, setTimeout(() => read(entry.target, id), seenFor))
  }
}, { threshold: 0.6 })

function read(article, id) {
  timers.delete(id)
  const list = article.closest('[data-list]')
  if (!list || document.hidden) return
  watcher.unobserve(article)
  seen.set(id, list.dataset.list)
  telling ??= setTimeout(tell, gather)
}

async function tell() {
  telling = undefined
  const of = seen.values().next().value
  const ids = [...seen].filter(([, whose]) => whose === of).map(([id]) => id)
  for (const id of ids) seen.delete(id)
  const body = new URLSearchParams({ of, quietly: '1' })
  for (const id of ids) body.append('m', id)
  try {
    await fetch('/inbox/read', { method: 'POST', body })
  } catch {
    for (const id of ids) seen.set(id, of) // no network: told with the next
    return
  }
  if (seen.size) telling ??= setTimeout(tell, gather)
}

function look() {
  for (const article of document.querySelectorAll('[data-unread]')) watcher.observe(article)
}

new MutationObserver(look).observe(document.querySelector('main'), { childList: true, subtree: true, attributes: true, attributeFilter: ['data-unread'] })
document.addEventListener('visibilitychange', () => {
  watcher.disconnect()
  for (const timer of timers.values()) clearTimeout(timer)
  timers.clear()
  look()
})
look()
