// A thread that is looked at is read: the button for it presses itself while the page is in front,
// and again when something new comes.
const form = document.querySelector('form[data-read]')
const talk = document.getElementById('thread-talk')

if (form && talk) {
  form.hidden = true
  let known = ''
  const read = () => {
    const last = document.querySelector('#thread-talk li:last-child')?.id || ''
    if (document.visibilityState !== 'visible' || last === known) return
    known = last
    fetch(form.action, { method: 'POST', redirect: 'manual' }).catch(() => (known = ''))
  }
  read()
  addEventListener('visibilitychange', read)
  new MutationObserver(read).observe(talk.parentElement, { subtree: true, childList: true })
}
