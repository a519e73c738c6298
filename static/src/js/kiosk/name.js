// The same rules as on the server: what a tile and a queue may show of a name.
const han = /^\p{Script=Han}/u

export function initials(name) {
  const letters = Array.from(name.trim())
  if (han.test(name.trim())) {
    if (letters.length <= 2) return letters.join('')
    return (letters.length <= 4 ? letters.slice(-2) : letters.slice(0, 2)).join('')
  }
  return name.split(/[\s·-]+/).filter(Boolean).slice(0, 2).map((w) => Array.from(w)[0].toUpperCase()).join('')
}

export function firstName(name) {
  const cut = name.search(/[\s·]/)
  if (cut > 0) return name.slice(0, cut)
  const letters = Array.from(name)
  return han.test(name) && letters.length > 1 ? letters.slice(1).join('') : name
}
