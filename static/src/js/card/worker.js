// The service worker opens the card where there is no network. Some browsers
// have none (WeChat on iOS), or none without https: then the page must stay
// open, and says so.
export function settle() {
  if (!('serviceWorker' in navigator)) return keepOpen()
  navigator.serviceWorker.register('/sw.js', { scope: '/card', updateViaCache: 'none' })
    .then(() => navigator.serviceWorker.ready)
    .then((there) => there.active.postMessage('shell'))
    .catch(async (e) => {
      console.info('card: no service worker:', e.message) // the open page works without
      const there = await navigator.serviceWorker.getRegistration('/card').catch(() => undefined)
      if (!there) keepOpen()
    })
}

function keepOpen() {
  const hint = document.querySelector('[data-keep-open]')
  if (hint) hint.hidden = false
}
