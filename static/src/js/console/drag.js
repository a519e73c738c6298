// drag lets a resident of a plan be drawn onto a free bed: it leads to the page on which the
// move is confirmed, as choosing the person and then the bed does.
export function drag(plan) {
  let person = ''
  for (const bed of plan.querySelectorAll('[data-person]')) {
    bed.draggable = true
    bed.addEventListener('dragstart', (e) => {
      person = bed.dataset.person
      e.dataTransfer.effectAllowed = 'move'
      e.dataTransfer.setData('text/plain', bed.title)
    })
    bed.addEventListener('dragend', () => { person = '' })
  }
  for (const bed of plan.querySelectorAll('[data-bed]')) {
    bed.addEventListener('dragover', (e) => {
      if (!person) return
      e.preventDefault()
      bed.toggleAttribute('data-over', true)
    })
    bed.addEventListener('dragleave', () => bed.toggleAttribute('data-over', false))
    bed.addEventListener('drop', (e) => {
      e.preventDefault()
      bed.toggleAttribute('data-over', false)
      if (!person) return
      const to = new URL(bed.href)
      to.searchParams.set('person', person)
      location.assign(to)
    })
  }
}
