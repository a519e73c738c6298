// The symbol on its canvas: a pixel for each module, four light ones around it
// as readers need; css scales it. Always dark on light, also in dark mode.
const side = 37
const quiet = 4
const whole = side + 2 * quiet

export function show(canvas, modules) {
  canvas.width = canvas.height = whole
  const image = new ImageData(whole, whole)
  image.data.fill(255)
  modules.forEach((dark, i) => {
    if (!dark) return
    const at = 4 * ((Math.floor(i / side) + quiet) * whole + (i % side) + quiet)
    image.data.fill(0, at, at + 3)
  })
  canvas.getContext('2d').putImageData(image, 0, 0)
}

export function wipe(canvas) {
  canvas.width = canvas.height = whole // setting a size clears
}
