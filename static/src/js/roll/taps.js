// Taps of rolls that the server does not have yet, in this browser's storage: one entry
// for each account and lesson. Where there is no storage they live as long as the page.

const prefix = 'yunka-roll:'
const page = new Map()

function storage() {
  try {
    return localStorage
  } catch {
    return null
  }
}

export function keep(lesson, what) {
  page.set(lesson, what)
  try {
    storage()?.setItem(prefix + lesson, JSON.stringify(what))
  } catch {
    // full, or not for this page: the page itself still has them
  }
}

export function kept(lesson) {
  if (page.has(lesson)) return page.get(lesson)
  try {
    return JSON.parse(storage()?.getItem(prefix + lesson) ?? 'null')
  } catch {
    return null
  }
}

export function forget(lesson) {
  page.delete(lesson)
  storage()?.removeItem(prefix + lesson)
}

const all = () => Object.keys(storage() ?? {}).filter((k) => k.startsWith(prefix))

// forgetOthers drops what was tapped on other days: a roll is of its day.
export function forgetOthers(day) {
  for (const k of all()) if (!k.includes(`/${day}/`)) storage().removeItem(k)
}

// forgetAll drops everything, when somebody logs out.
export function forgetAll() {
  page.clear()
  for (const k of all()) storage().removeItem(k)
}
