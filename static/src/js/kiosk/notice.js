// The amber bar over every view: what could not be done, in words. One thing
// at a time; a revoked terminal hides everything else.
export function notice(root, text, time) {
  const bar = root.querySelector('[data-amber]')
  const head = bar.querySelector('[data-amber-text]')
  const why = bar.querySelector('[data-amber-why]')
  const net = root.querySelector('[data-net]')
  const rank = { list: 0, lost: 1, gone: 2, unwritten: 3, revoked: 4 }
  let current = null
  let timer
  let away = null // what is said for as long as the server is away
  let passing = false // what is said now goes by itself

  function clear(kind) {
    if (current !== kind) return
    clearTimeout(timer)
    current = null
    passing = false
    bar.hidden = true
    if (away && kind !== 'gone') say('gone', ...away)
  }

  function say(kind, words, reason, ms) {
    // A word about what was presented just now comes before what lasts, and goes.
    if (current && rank[current] > rank[kind] && !(ms && current === 'gone')) return
    if (passing && kind === 'gone') return
    clearTimeout(timer)
    if (kind === 'revoked' && current !== kind) root.dispatchEvent(new CustomEvent('kiosk:revoked'))
    current = kind
    passing = Boolean(ms)
    head.textContent = words
    why.textContent = reason ?? ''
    bar.hidden = false
    if (ms) timer = setTimeout(clear, ms, kind)
  }

  return {
    say,
    clear,
    gone() {
      net.dataset.net = 'offline'
      away ??= [text.msgServerGone.replace('{time}', time.short()), '']
      say('gone', ...away)
    },
    // The server is away and the gate goes on by itself: one bar for as long as
    // that is so, whatever else there is to say.
    alone(words, reason) {
      net.dataset.net = 'offline'
      away = [words, reason]
      say('gone', ...away)
    },
    // lost: one answer did not come; "online" beside that would be a lie.
    lost() { net.dataset.net = 'offline' },
    heard() { if (!away) net.dataset.net = 'online' },
    back() {
      net.dataset.net = 'online'
      away = null
      clear('gone')
    },
  }
}
