// What became of a number, over the whole screen. Who pays stands there a moment before
// the word.
import { initials } from '../kiosk/name.js'
import { yuan } from './amount.js'

const who = 300 // ms with the person alone
const stay = { paid: 2000, refused: 4000, voided: 6000, twice: 0, pin: 0, wechat: 0, unknown: 0 }
const reasonStays = 5000
const colour = { paying: 'ALLOW', paid: 'ALLOW', refused: 'DENY', voided: 'CONFIRM', twice: 'CONFIRM', pin: 'CONFIRM', wechat: 'CONFIRM', unknown: 'CONFIRM' }

export function result({ text, noise, close: closed }) {
  const box = document.querySelector('[data-result]')
  const part = (name) => box.querySelector(`[data-${name}]`)
  const photo = part('photo').querySelector('img')
  const bar = part('hold').querySelector('line')
  let timers = []
  let shown = null
  let turn = 0

  const stop = () => {
    timers.forEach(clearInterval)
    timers = []
  }

  function look(name) {
    box.dataset.look = name
    box.dataset.decision = colour[name]
    for (const el of box.querySelectorAll('[data-when]')) el.hidden = !el.dataset.when.split(' ').includes(name)
  }

  function close() {
    turn++
    stop()
    box.hidden = true
    photo.hidden = true
    photo.removeAttribute('src')
    for (const name of ['initials', 'name', 'class', 'sum', 'why', 'number']) part(name).textContent = '' // nobody stays behind a hidden answer
    shown = null
    closed()
  }

  function leave(ms) {
    stop()
    if (!ms) return bar.setAttribute('stroke-dasharray', '100 100')
    const end = performance.now() + ms
    const step = () => bar.setAttribute('stroke-dasharray', `${Math.max(0, ((end - performance.now()) / ms) * 100)} 100`)
    step()
    timers.push(setInterval(step, 100), setTimeout(close, ms))
  }

  async function put(got) {
    const mine = ++turn
    stop()
    shown = got
    document.querySelectorAll('dialog[open]').forEach((d) => d.close())
    document.body.classList.add('busy')
    const person = got.who
    part('photo').hidden = !person
    part('name').textContent = person?.name ?? ''
    part('class').textContent = person?.class ?? ''
    part('initials').textContent = person ? person.initials || initials(person.name) : ''
    photo.hidden = true
    if (person?.photo) {
      photo.onload = () => { photo.hidden = false }
      photo.src = person.photo
    }
    part('sum').textContent = yuan(got.amount_fen)
    part('why').hidden = true
    const back = box.querySelector('[data-do="take-back"]')
    back.disabled = false
    back.textContent = text.msgTakeBack
    part('keep').hidden = !got.keep
    part('number').textContent = text.msgNumber.replace('{n}', got.seq)
    part('at').textContent = text.msgNumber.replace('{n}', got.seq)
    const name = got.state === 'paying' ? got.channel || 'pin' : got.reason === 'PAY_TWICE' ? 'twice' : Object.hasOwn(stay, got.state) ? got.state : 'refused'
    if (name === 'paid' && person) {
      look('paying')
      box.hidden = false
      await new Promise((r) => setTimeout(r, who))
      if (mine !== turn) return
    }
    look(name)
    box.hidden = false
    if (name === 'paid') {
      noise.decision('ALLOW', 'in')
      say(text.msgSay.replace('{yuan}', yuan(got.amount_fen)))
    } else if (name === 'refused') noise.decision('DENY')
    else noise.ask()
    leave(stay[name])
  }

  return {
    put,
    close,
    closed: () => box.hidden,
    mayClose: () => shown?.state !== 'unknown' && shown?.state !== 'paying' && box.dataset.look !== 'paying',
    shown: () => shown,
    // leaving says that the till takes it back: how that ends is asked.
    leaving() {
      const back = box.querySelector('[data-do="take-back"]')
      back.disabled = true
      back.textContent = text.msgTakingBack
    },
    // why is for the cashier's eyes, for a moment.
    why() {
      part('why').textContent = shown?.why ?? ''
      part('why').hidden = false
      leave(reasonStays)
    },
  }
}

function say(words) {
  const lang = document.documentElement.lang
  const voice = window.speechSynthesis?.getVoices().find((v) => v.lang.replace('_', '-').slice(0, 2) === lang.slice(0, 2))
  if (!voice) return
  const told = new SpeechSynthesisUtterance(words)
  told.voice = voice
  told.lang = voice.lang
  speechSynthesis.speak(told)
}
window.speechSynthesis?.getVoices() // some browsers load them at the first question
