// Several cards on one page: one is in front, chosen by its chip. The others
// sign nothing, and what they showed is gone from their canvas.
const last = 'yunka-card-in-front'

// choose puts chips before the passes; with one card there is nothing to choose.
export function choose(sections) {
  if (sections.length < 2) return
  const chips = document.createElement('div')
  chips.className = 'switch'
  chips.setAttribute('role', 'group')
  chips.setAttribute('aria-label', sections[0].getAttribute('data-msg-cards') || '')
  const buttons = sections.map((section) => {
    const chip = document.createElement('button')
    chip.type = 'button'
    chip.append(text('b', section, '.who h2'), text('span', section, '.role'), text('small', section, '.pass-top .clip'))
    chip.addEventListener('click', () => show(section))
    return chip
  })
  const show = (front) => {
    sections.forEach((section, i) => {
      buttons[i].setAttribute('aria-pressed', String(section === front))
      if (section.hidden === (section !== front)) return
      section.hidden = section !== front
      behind(section)
      section.dispatchEvent(new Event('front'))
    })
    remember(front.dataset.card)
  }
  chips.append(...buttons)
  sections[0].before(chips)
  show(sections.find((s) => s.dataset.card === remembered()) || sections[0])
}

// behind hides the functions of a card that is not in front.
function behind(section) {
  const row = document.getElementById('quick-' + section.dataset.card)
  if (!row) return
  row.dataset.behind = String(section.hidden)
  row.hidden = section.hidden || row.dataset.empty === 'true'
}

function text(tag, section, from) {
  const el = document.createElement(tag)
  const source = section.querySelector(from)
  el.textContent = source ? source.textContent.trim() : ''
  return el
}

// A browser may refuse to keep anything; then the first card is in front.
function remember(card) {
  try {
    localStorage.setItem(last, card)
  } catch {}
}

function remembered() {
  try {
    return localStorage.getItem(last)
  } catch {
    return ''
  }
}
