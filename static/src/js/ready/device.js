// What the phone itself does: a screen that stays on, a shake, one tone. Each is left
// out where the browser has none; sound needs a press first.

let audio

addEventListener('pointerdown', () => {
  try {
    audio ??= new AudioContext()
    audio.resume()
  } catch {
    // silent
  }
}, { passive: true })

export function awake() {
  const hold = () => navigator.wakeLock?.request('screen').catch(() => {})
  hold()
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) hold()
  })
}

// A phone that has not been touched yet may not shake, and says so aloud.
export const shake = () => navigator.userActivation?.hasBeenActive !== false && navigator.vibrate?.([200, 80, 200])

export function tone(...pitches) {
  if (audio?.state !== 'running') return false
  const list = pitches.length ? pitches : [880]
  list.forEach((pitch, i) => {
    const t = audio.currentTime + i * 0.22
    const note = audio.createOscillator()
    const gain = audio.createGain()
    note.frequency.value = pitch
    gain.gain.setValueAtTime(0.25, t)
    gain.gain.exponentialRampToValueAtTime(0.001, t + 0.4)
    note.connect(gain).connect(audio.destination)
    note.start(t)
    note.stop(t + 0.42)
  })
  return true
}

// unlocked tries without a press, which a screen of a school may allow.
export async function unlocked() {
  try {
    audio ??= new AudioContext()
    await Promise.race([audio.resume(), new Promise((done) => setTimeout(done, 500))])
  } catch {
    return false
  }
  return audio.state === 'running'
}
