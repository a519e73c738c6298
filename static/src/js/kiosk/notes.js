// notes are what this tablet refuses its guard, in words, until it no longer
// does: the sound, the screen that stays on.
export function notes(root, text) {
  const list = root.querySelector('[data-notes]')
  return (name, on) => {
    const have = list.querySelector(`[data-note-of="${name}"]`)
    if (!on) have?.remove()
    else if (!have) {
      const li = document.createElement('li')
      li.dataset.noteOf = name
      li.textContent = text['msgNote' + name.charAt(0).toUpperCase() + name.slice(1)]
      list.append(li)
    }
  }
}
