// Runs scanner.js on the keys of each case of stdin and prints what it made of them.
import { readFileSync } from 'node:fs'
import { scanner } from './scanner.js'

async function run({ keys, lengths, letters }) {
  const hear = {}
  const out = []
  scanner({ addEventListener: (name, fn) => { hear[name] = fn } }, (body) => out.push(JSON.stringify(body)), () => {}, () => out.push('field'), lengths, letters)
  let at = performance.now() - 10_000
  for (const k of keys) {
    at += k.gap ?? 5
    hear[k.up ? 'keyup' : 'keydown']({ timeStamp: at, code: '', key: '', target: {}, preventDefault() {}, stopPropagation() {}, ...k })
  }
  await new Promise((done) => setTimeout(done, 1500)) // its timers, of 500 ms at most, see that the keys are long over
  return out
}
const cases = JSON.parse(readFileSync(0, 'utf8'))
console.log(JSON.stringify(await Promise.all(cases.map(run))))
