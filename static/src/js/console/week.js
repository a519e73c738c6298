// The hours of a gate: Monday's for the other days, and typing hours means them.
export function week(box) {
  const days = [...box.querySelectorAll('input')]
  const byHours = box.closest('form').querySelector('[name=hours][value=week]')
  box.addEventListener('input', () => byHours && (byHours.checked = true))
  box.querySelector('[data-copy-day]').addEventListener('click', () => {
    for (const day of days.slice(1, 5)) day.value = days[0].value
    if (byHours) byHours.checked = true
  })
}
