// The camera: shown on this page, to nobody else. What the browser's detector is worth is
// tried on a picture that we know.
import { native } from '../kiosk/native.js'
import { Late, within } from '../kiosk/within.js'

const patience = { open: 60_000, play: 5_000 } // somebody may be reading the browser's question

export async function tryCamera(video) {
  stopCamera(video)
  try {
    const wants = { video: { facingMode: 'environment', width: { ideal: 1280 } } }
    const stream = await within(patience.open, navigator.mediaDevices.getUserMedia(wants), 'opening', release)
    video.srcObject = stream
    video.hidden = false
    await within(patience.play, video.play(), 'playing')
    const { width, height, frameRate } = stream.getVideoTracks()[0].getSettings()
    const detector = !('BarcodeDetector' in globalThis) ? '' : (await native()) ? ' · BarcodeDetector' : ' · BarcodeDetector ✗'
    return { key: 'ok', detail: `${width} × ${height}, ${Math.round(frameRate ?? 0)}/s${detector}` }
  } catch (e) {
    stopCamera(video)
    if (e instanceof Late) return { key: 'stuck', detail: e.message }
    const key = { NotAllowedError: 'denied', SecurityError: 'denied', NotReadableError: 'busy', AbortError: 'busy' }[e.name] ?? 'missing'
    return { key, detail: e.name }
  }
}

export function stopCamera(video) {
  if (video.srcObject) release(video.srcObject)
  video.srcObject = null
  video.hidden = true
}

function release(stream) {
  for (const track of stream.getTracks()) track.stop()
}
