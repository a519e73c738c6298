// Tabs of one phone tell each other: a card was claimed, its record changed,
// everything was wiped.
const channel = globalThis.BroadcastChannel ? new BroadcastChannel('yunka-card') : null // Safari has it from 15.4

export function tell(what, card) {
  if (channel) channel.postMessage({ what, card })
}

// hear calls fn(what, card) for what other tabs say.
export function hear(fn) {
  if (channel) channel.addEventListener('message', (e) => e.data && fn(e.data.what, e.data.card))
}
