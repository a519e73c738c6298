// Nothing on the card page may end as an unhandled rejection: what a holder can
// act on is said on the pass, the rest goes to the console.
export function quietly(promise) {
  return Promise.resolve(promise).catch((e) => console.warn('card:', e && e.message))
}
