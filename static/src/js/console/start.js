// The guided start ticks itself: while somebody looks, the page asks how far
// the school is and puts in the steps that changed. What somebody types in
// stays as it is.
const every = 2500

const typing = (step) => step.contains(document.activeElement) && document.activeElement.matches('input, select, textarea')

export function start(root) {
  let waiting
  const again = () => {
    clearTimeout(waiting)
    waiting = setTimeout(look, every)
  }
  async function look() {
    if (!document.hidden) await fetch(location.pathname, { headers: { Accept: 'text/html' }, redirect: 'error' }).then(put).catch(() => {})
    again()
  }
  async function put(answer) {
    if (!answer.ok) return
    const now = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('start')
    if (!now) return
    for (const step of root.querySelectorAll('[data-step]')) {
      const next = now.querySelector(`[data-step="${step.dataset.step}"]`)
      if (!next || next.dataset.state === step.dataset.state || typing(step)) continue
      const held = step.contains(document.activeElement)
      step.replaceWith(document.adoptNode(next))
      if (held) next.querySelector('summary, button')?.focus({ preventScroll: true })
    }
    if (now.dataset.count !== root.dataset.count) {
      root.dataset.count = now.dataset.count
      root.querySelector('.progress').replaceChildren(...document.adoptNode(now.querySelector('.progress')).childNodes)
    }
  }
  document.addEventListener('visibilitychange', () => document.hidden || look())
  again()
}
