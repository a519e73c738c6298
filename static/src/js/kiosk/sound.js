// Tones differ in number and in pitch. They need a press first: "start shift"
// unlocks the audio. Mute is remembered.
const store = 'kiosk-muted'

export function sound(root, text, note) {
  const toggle = root.querySelector('[data-do="sound"]')
  const shift = root.querySelector('[data-shift]')
  const check = root.querySelector('[data-check]')
  let audio
  let muted = false
  let repeat
  let turn
  try {
    muted = localStorage.getItem(store) === '1'
  } catch {
    // no storage: not remembered
  }

  const label = () => {
    toggle.setAttribute('aria-pressed', String(!muted))
    toggle.setAttribute('aria-label', muted ? text.msgSoundOff : text.msgSoundOn)
  }
  label()

  toggle.addEventListener('click', () => {
    muted = !muted
    try {
      localStorage.setItem(store, muted ? '1' : '0')
    } catch {
      // not remembered
    }
    label()
    note('muted', muted && shift.hidden)
    toggle.blur() // the scanner's Enter must not press it
  })

  root.querySelector('[data-do="start"]')?.addEventListener('click', async () => {
    shift.hidden = true
    document.documentElement.requestFullscreen?.().catch(() => {})
    awake(note)
    check.hidden = false
    note('muted', muted)
    try {
      audio = new AudioContext()
      await audio.resume()
    } catch {
      // said below
    }
    note('sound', audio?.state !== 'running')
    play()
  })

  check.querySelector('[data-do="again"]').addEventListener('click', () => {
    note('quiet', !muted && audio?.state === 'running')
    play()
  })
  check.querySelector('[data-do="heard"]').addEventListener('click', () => {
    clearTimeout(turn)
    check.hidden = true
    note('quiet', false)
  })

  // play is each sound of the day once, with its word.
  const sounds = [['allow', () => pass()], ['deny', () => deny()], ['ask', () => ask()]]
  function play(i = 0) {
    clearTimeout(turn)
    for (const li of check.querySelectorAll('[data-tone]')) li.toggleAttribute('data-now', li.dataset.tone === sounds[i]?.[0])
    if (i === sounds.length) return
    sounds[i][1]()
    turn = setTimeout(play, 1100, i + 1)
  }

  // Each tone is [hertz, milliseconds, gap after, wave].
  function tones(list, loud = 0.5) {
    if (!audio || muted) return
    let at = audio.currentTime + 0.01
    for (const [hz, ms, gap = 0, wave = 'sine'] of list) {
      const tone = audio.createOscillator()
      const gain = audio.createGain()
      tone.type = wave
      tone.frequency.value = hz
      gain.gain.setValueAtTime(0, at)
      gain.gain.linearRampToValueAtTime(loud, at + 0.005)
      gain.gain.setValueAtTime(loud, at + ms / 1000)
      gain.gain.linearRampToValueAtTime(0, at + ms / 1000 + 0.04)
      tone.connect(gain).connect(audio.destination)
      tone.start(at)
      tone.stop(at + ms / 1000 + 0.05)
      at += (ms + gap) / 1000
    }
  }

  const pass = () => tones([[880, 90], [1320, 140]])
  const ask = () => tones([[660, 120, 100], [660, 120, 100], [660, 120]])
  const deny = () => tones([[220, 250, 80, 'triangle'], [220, 250, 0, 'triangle']])
  return {
    ask,
    out: () => tones([[1320, 90], [880, 140]]),
    click: () => tones([[1800, 30]], 0.1),
    deny,
    offline: () => tones([[440, 150], [330, 150]]),
    online: () => tones([[330, 150], [440, 150]]),
    decision(decision, direction) {
      clearTimeout(repeat)
      if (decision === 'ALLOW') direction === 'out' ? this.out() : pass()
      else if (decision === 'CONFIRM') {
        ask()
        repeat = setTimeout(ask, 8000)
      } else deny()
    },
  }
}

// awake keeps the screen on where the browser lets us, and says where not.
function awake(note) {
  const hold = async () => {
    try {
      await navigator.wakeLock.request('screen')
      note('wake', false)
    } catch {
      note('wake', !document.hidden) // behind another window it is not ours to hold
    }
  }
  hold()
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) hold()
  })
}
