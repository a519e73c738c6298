// The two tones of "go ahead". Only a person knows whether they were heard.
let audio

export async function play() {
  try {
    audio ??= new AudioContext()
    await audio.resume()
    let at = audio.currentTime + 0.05
    for (const [hz, ms] of [[880, 180], [1320, 280]]) {
      const tone = audio.createOscillator()
      const gain = audio.createGain()
      tone.frequency.value = hz
      gain.gain.setValueAtTime(0, at)
      gain.gain.linearRampToValueAtTime(0.5, at + 0.005)
      gain.gain.setValueAtTime(0.5, at + ms / 1000)
      gain.gain.linearRampToValueAtTime(0, at + ms / 1000 + 0.04)
      tone.connect(gain).connect(audio.destination)
      tone.start(at)
      tone.stop(at + ms / 1000 + 0.05)
      at += ms / 1000
    }
    return { key: 'played' }
  } catch {
    return { key: 'missing' }
  }
}
