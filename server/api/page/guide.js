// Puts the token and the chip into the examples, on this page and nowhere else.
const token = document.getElementById('token')
const chip = document.getElementById('chip')
const sources = [...document.querySelectorAll('[data-source]')].map((pre) => ({ pre, text: pre.textContent }))

// What would end a string in one of the four languages stays out.
const clean = (s, fallback) => s.trim().replace(/[^\w.-]/g, '') || fallback

function fill() {
  for (const { pre, text } of sources) pre.textContent = text.replaceAll('YOUR_TOKEN', clean(token.value, 'YOUR_TOKEN')).replaceAll('YOUR_CHIP', clean(chip.value, 'YOUR_CHIP'))
}
token.addEventListener('input', fill)
chip.addEventListener('input', fill)
fill() // a browser may have kept what was typed

for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', async () => {
    const pre = button.parentElement.querySelector('pre')
    try {
      await navigator.clipboard.writeText(pre.textContent)
      button.nextElementSibling.textContent = document.body.dataset.copied
    } catch {
      getSelection().selectAllChildren(pre) // plain http has no clipboard: ready to copy by hand
    }
  })
}
