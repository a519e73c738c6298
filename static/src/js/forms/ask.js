// A form with data-ask asks before it is sent, in a dialog of the page's own: the browser's
// speaks the browser's language. The button that goes on says what it does.
export function ask() {
  const box = document.querySelector('[data-question]')
  if (!box) return
  const yes = box.querySelector('[data-yes]')
  let asked, sure
  addEventListener('submit', (e) => {
    const form = e.target
    if (!form.dataset.ask || form === sure) return (sure = undefined)
    e.preventDefault()
    asked = { form, button: e.submitter }
    box.querySelector('p').textContent = form.dataset.ask
    yes.textContent = (e.submitter && e.submitter.textContent.trim().replace(/\s+/g, ' ')) || yes.dataset.yes
    yes.classList.toggle('dng', !!(e.submitter && e.submitter.classList.contains('dng')))
    box.showModal()
  })
  box.querySelector('[data-no]').addEventListener('click', () => box.close())
  yes.addEventListener('click', () => {
    box.close()
    sure = asked.form
    if (sure.requestSubmit) sure.requestSubmit(asked.button)
    else sure.submit() // Safari 15: raises no event
  })
}
