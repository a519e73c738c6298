// may shows whether the person that a guard looked up may pass here now, and what
// decides it. It is a question: nothing opens, and nothing on it is remembered.
export function may(dialog) {
  const box = dialog.querySelector('[data-may]')
  const head = box.querySelector('[data-may-text]')
  const lines = box.querySelector('[data-may-lines]')

  function put(decision, text, why) {
    box.dataset.decision = decision
    head.textContent = text
    lines.replaceChildren(...why.map((one) => {
      const li = document.createElement('li')
      li.textContent = one
      return li
    }))
  }

  return {
    clear() {
      box.hidden = true
      put('', '', [])
    },
    // ask shows the answer if it still belongs to who is on the screen. What went
    // wrong is thrown after it has been said.
    async ask(question, still) {
      this.clear()
      try {
        const answer = await question()
        if (!still()) return
        put(answer.decision, answer.text, answer.lines)
        box.hidden = false
      } catch (err) {
        if (!still()) return
        put('CONFIRM', box.dataset.failed, [])
        box.hidden = false
        throw err
      }
    },
  }
}
