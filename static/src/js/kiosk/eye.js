// What finds the codes in a frame: the browser's own detector where there is
// one, else the Go module in a worker.
const wholeEvery = 3 // frames: a small code is lost at half the resolution

// eye answers with look(video): a promise of the texts in view, or undefined
// while it is busy.
export function eye() {
  let native = detector()
  const worker = decoder()
  let busy = false
  return async (video) => {
    if (busy) return undefined
    busy = true
    try {
      const own = await native
      if (own) {
        try {
          return (await own.detect(video)).map((found) => found.rawValue)
        } catch {
          native = Promise.resolve(undefined) // it is there and does not work: seen on Android without Play services
        }
      }
      return await worker(video)
    } finally {
      busy = false
    }
  }
}

async function detector() {
  if (!('BarcodeDetector' in globalThis)) return undefined
  try {
    const formats = await BarcodeDetector.getSupportedFormats()
    return formats.includes('qr_code') ? new BarcodeDetector({ formats: ['qr_code'] }) : undefined
  } catch {
    return undefined
  }
}

function decoder() {
  const from = document.body.dataset
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  let worker
  let frame = 0

  const ask = (message, transfer) =>
    new Promise((resolve, reject) => {
      worker.onmessage = (e) => (e.data.error ? reject(new Error(e.data.error)) : resolve(e.data))
      worker.onerror = (e) => reject(new Error(e.message || 'the decoder did not start'))
      worker.postMessage(message, transfer)
    })

  return async (video) => {
    if (!from.decoder) throw new Error('this server has no kiosk module')
    if (!worker) {
      worker = new Worker(from.decoder)
      try {
        await ask({ wasm: from.wasm, exec: from.wasmExec })
      } catch (e) {
        worker.terminate()
        worker = undefined // the next frame tries again
        throw e
      }
    }
    const width = (canvas.width = Math.min(video.videoWidth, 1920))
    const height = (canvas.height = Math.min(video.videoHeight, 1080))
    if (!width || !height) return []
    pen.drawImage(video, 0, 0, width, height)
    const pixels = pen.getImageData(0, 0, width, height).data.buffer
    return (await ask({ width, height, pixels, whole: ++frame % wholeEvery === 0 }, [pixels])).texts
  }
}
