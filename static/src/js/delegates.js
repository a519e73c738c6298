// The guardian's pages: the link is copied or passed on, and a form is sent once.
for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', async () => {
    const done = () => (button.textContent = button.dataset.copied)
    try {
      await navigator.clipboard.writeText(button.dataset.copy)
      done()
    } catch {
      const text = document.querySelector('[data-url]') // older WeChat: chosen, so that a long press copies
      getSelection().selectAllChildren(text)
      if (document.execCommand('copy')) done()
    }
  })
}

for (const button of document.querySelectorAll('[data-share]')) {
  if (!navigator.share) continue
  button.hidden = false
  button.addEventListener('click', () => navigator.share({ text: button.dataset.text, url: button.dataset.share }).catch(() => {}))
}

for (const form of document.querySelectorAll('form[data-once]')) {
  form.addEventListener('submit', (e) => {
    if (form.dataset.sent) e.preventDefault()
    form.dataset.sent = 'yes'
  })
}
addEventListener('pageshow', () => document.querySelectorAll('form[data-once]').forEach((form) => delete form.dataset.sent))
