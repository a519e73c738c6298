// The amount as it is typed, on the screen's keys or a keyboard: at most 999.99, a third
// decimal is not taken. Fen are made from the digits, never by a multiplication.
const shape = /^(?:\d{0,3}|\d{0,3}\.\d{0,2})$/

// fen reads an amount; 0 is none.
export function fen(typed) {
  if (!/^\d{0,3}(?:\.\d{0,2})?$/.test(typed) || !/\d/.test(typed)) return 0
  const [whole, part = ''] = typed.split('.')
  return Number((whole || '0') + part.padEnd(2, '0'))
}

export const yuan = (fen) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`

export function amount({ root, go }) {
  const field = root.querySelector('[data-amount]')
  let last = ''

  const put = (typed) => {
    if (shape.test(typed)) last = typed
    field.value = last
  }
  // A scanner whose keys went into the field has its text taken out again, without an
  // event: what stands in the field is the amount, never what was typed in between.
  const now = () => {
    if (field.value !== last) put(plain(field.value))
    return last
  }
  // A Chinese input method has a full stop and digits of its own.
  const plain = (typed) => typed.replace(/[。．，,]/g, '.').replace(/[０-９]/g, (d) => String.fromCharCode(d.charCodeAt(0) - 0xfee0))

  field.addEventListener('input', () => put(plain(field.value)))
  field.addEventListener('keydown', (e) => {
    if (e.key === 'Enter' && !e.isComposing) {
      e.preventDefault()
      go()
    }
  })
  root.querySelector('[data-keys]').addEventListener('click', (e) => {
    const key = e.target.closest('[data-key]')?.dataset.key
    if (!key) return
    if (key === 'go') return go()
    put(key === 'clear' ? '' : key === 'erase' ? now().slice(0, -1) : now() + key)
  })
  // A press must not take the focus: what is typed next goes into the field.
  root.querySelector('[data-keys]').addEventListener('pointerdown', (e) => { if (e.target.closest('[data-key]')) e.preventDefault() })

  return {
    value: () => fen(now()),
    words: () => yuan(fen(now())),
    set: (sum) => put(yuan(sum)),
    press: (key) => put(now() + key),
    clear: () => put(''),
    focus: () => field.focus(),
  }
}
