import { pinShaped } from './pin.js'
import { Refused } from './server.js'

// askPIN asks for a PIN in a sheet and gives it to take, which throws if it is not one; it
// answers with what take made of it, or null when somebody has closed the sheet. words are
// pinWrong, pinMany with {minutes}, noAnswer.
export function askPIN(dialog, words, take) {
  if (!dialog) return Promise.resolve(null)
  const form = dialog.querySelector('[data-pin]')
  const error = form.querySelector('[data-error]')
  const fail = (text) => {
    error.textContent = text
    error.hidden = !text
    form.elements.pin.toggleAttribute('aria-invalid', Boolean(text))
  }
  form.reset()
  fail('')
  dialog.showModal()
  form.elements.pin.focus()
  return new Promise((resolve) => {
    let got = null
    form.onsubmit = async (e) => {
      e.preventDefault()
      const typed = form.elements.pin.value
      if (!pinShaped(typed)) return fail(words.pinWrong)
      try {
        got = await take(typed)
        dialog.close()
      } catch (err) {
        fail(!(err instanceof Refused) ? words.noAnswer : err.status === 429 ? words.pinMany.replace('{minutes}', Math.max(1, Math.ceil(err.after / 60))) : words.pinWrong)
        form.elements.pin.select()
      }
    }
    dialog.onclose = () => {
      form.reset()
      resolve(got)
    }
  })
}

// onShift does something that takes somebody on shift, and begins a shift if code says
// that nobody is: once. Null if nobody comes.
export async function onShift(code, begin, what) {
  try {
    return await what({})
  } catch (err) {
    if (!(err instanceof Refused) || err.code !== code) throw err
  }
  return (await begin()) ? what({}) : null
}
