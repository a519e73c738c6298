// The amber bar over every view: what could not be done, in words. One thing
// at a time; a revoked terminal hides everything else.
export function notice(root, text, time) {
  const bar = root.querySelector('[data-amber]')
  const head = bar.querySelector('[data-amber-text]')
  const why = bar.querySelector('[data-amber-why]')
  const net = root.querySelector('[data-net]')
  const rank = { replay: 0, lost: 1, gone: 2, revoked: 3 }
  let current = null
  let timer

  function clear(kind) {
    if (current !== kind) return
    clearTimeout(timer)
    current = null
    bar.hidden = true
  }

  function say(kind, words, reason, ms) {
    if (current && rank[current] > rank[kind]) return
    clearTimeout(timer)
    if (kind === 'revoked' && current !== kind) root.dispatchEvent(new CustomEvent('kiosk:revoked'))
    current = kind
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
      if (current !== 'gone') say('gone', text.msgServerGone.replace('{time}', time.short()), '')
    },
    back() {
      net.dataset.net = 'online'
      clear('gone')
    },
  }
}
