// Late is what a promise of the browser's is that never settled.
export class Late extends Error {}

// within is the promise, or Late after so many ms. What comes afterwards goes to after.
export function within(ms, promise, what, after = () => {}) {
  let timer
  let late = false
  promise.then((v) => late && after(v), () => {})
  const limit = new Promise((resolve, reject) => {
    timer = setTimeout(() => {
      late = true
      reject(new Late(what + ' takes too long'))
    }, ms)
  })
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer))
}
