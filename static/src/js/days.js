// The pages of a person's days: arrow keys go from day to day of a month, and a button
// prints the page. Without it both still work by links and the browser's own menu.

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}

const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

document.addEventListener('keydown', (e) => {
  const here = e.target.closest?.('.cal td')
  const step = steps[e.key]
  if (!here || !step || e.altKey || e.ctrlKey || e.metaKey) return
  const cells = [...here.closest('.cal').querySelectorAll('td')]
  for (let i = cells.indexOf(here) + step; i >= 0 && i < cells.length; i += step) {
    const day = cells[i].querySelector('a') // days on which nobody was expected are passed over
    if (day) {
      e.preventDefault()
      day.focus()
      return
    }
  }
})
