// A till that waits for the holder's PIN puts a line on the page: it is opened at once,
// because the queue waits too. One that stood there when the page came is not: its holder
// may have come back from it.
export function follow(main) {
  const been = new Set([...main.querySelectorAll('[data-asks]')].map((a) => a.pathname))
  new MutationObserver(() => {
    const ask = main.querySelector('[data-asks]')
    if (!ask || been.has(ask.pathname)) return
    been.add(ask.pathname)
    location.assign(ask.href)
  }).observe(main, { childList: true, subtree: true })
}
