// The camera: shown on this page, to nobody else.
export async function tryCamera(video) {
  stopCamera(video)
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } })
    video.srcObject = stream
    video.hidden = false
    await video.play()
    const { width, height, frameRate } = stream.getVideoTracks()[0].getSettings()
    const native = 'BarcodeDetector' in globalThis ? ' · BarcodeDetector' : ''
    return { key: 'ok', detail: `${width} × ${height}, ${Math.round(frameRate ?? 0)}/s${native}` }
  } catch (e) {
    stopCamera(video)
    const key = { NotAllowedError: 'denied', SecurityError: 'denied', NotReadableError: 'busy', AbortError: 'busy' }[e.name] ?? 'missing'
    return { key, detail: e.name }
  }
}

export function stopCamera(video) {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop()
  video.srcObject = null
  video.hidden = true
}
