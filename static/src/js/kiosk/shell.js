// The gate's screen as the service worker keeps it, for a tablet that is switched
// on while the server is away.
const kept = 'yunka-kiosk-page' // the worker's name for it
const pause = 600_000 // two servers of two releases must not make it spin

// forget takes it away: this tablet is no longer that gate.
export async function forget() {
  await globalThis.caches?.delete(kept)
}

// fresh loads the screen anew when the server says that what stands here is out
// of date: another name or direction of the gate, a new release. Not while
// somebody is at it.
export function fresh(stamp, root, idle) {
  if (!stamp || stamp === root.dataset.page || !idle()) return
  if (Date.now() - Number(sessionStorage.getItem('yunka-fresh') ?? 0) < pause) return
  sessionStorage.setItem('yunka-fresh', Date.now())
  location.reload()
}

// idle says that nobody is being answered, asked or looked up.
export const idle = () => !document.body.classList.contains('busy') && !document.querySelector('dialog[open]') &&
  document.querySelector('[data-input]').dataset.input === 'ready'
