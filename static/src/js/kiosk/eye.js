// What finds the codes in a frame: the browser's own detector where it can be relied on,
// else the Go module in a worker. The module looks at every third frame in which the
// browser's detector saw nothing, and when it sees more three times, that one is given up.
import { native } from './native.js'
import { within } from './within.js'

const wholeEvery = 3 // frames: a small code is lost at half the resolution
const askBoth = 3 // empty frames
const missed = 3 // codes that the browser's detector did not see
const patience = { start: 20_000, look: 5_000 } // a cheap tablet compiles the module in seconds

// eye answers with look(video): a promise of the texts in view, or undefined
// while it is busy.
export function eye() {
  let own = native()
  const worker = decoder()
  let busy = false
  let empty = 0
  let blind = 0

  async function look(video) {
    const detect = await own
    if (!detect) return worker(video)
    let texts
    try {
      texts = await detect(video)
    } catch {
      own = Promise.resolve(undefined) // it worked and does not any more
      return worker(video)
    }
    if (texts.length > 0) {
      empty = 0
      return texts
    }
    if (++empty % askBoth !== 0) return texts
    const more = await worker(video)
    if (more.length > 0 && ++blind >= missed) own = Promise.resolve(undefined)
    return more
  }

  return async (video) => {
    if (busy) return undefined
    busy = true
    try {
      return await look(video)
    } finally {
      busy = false
    }
  }
}

function decoder() {
  const from = document.body.dataset
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  let worker
  let frame = 0

  // ask ends a worker that does not answer: the next frame starts another.
  async function ask(ms, message, transfer) {
    const mine = worker
    const answer = new Promise((resolve, reject) => {
      mine.onmessage = (e) => (e.data.error ? reject(new Error(e.data.error)) : resolve(e.data))
      mine.onerror = (e) => reject(new Error(e.message || 'the decoder did not start'))
      mine.postMessage(message, transfer)
    })
    try {
      return await within(ms, answer, 'the decoder')
    } catch (e) {
      mine.terminate()
      worker = undefined
      throw e
    }
  }

  return async (video) => {
    if (!from.decoder) throw new Error('this server has no kiosk module')
    if (!worker) {
      worker = new Worker(from.decoder)
      await ask(patience.start, { wasm: from.wasm, exec: from.wasmExec })
    }
    const width = (canvas.width = Math.min(video.videoWidth, 1920))
    const height = (canvas.height = Math.min(video.videoHeight, 1080))
    if (!width || !height) return []
    pen.drawImage(video, 0, 0, width, height)
    const pixels = pen.getImageData(0, 0, width, height).data.buffer
    return (await ask(patience.look, { width, height, pixels, whole: ++frame % wholeEvery === 0 }, [pixels])).texts
  }
}
