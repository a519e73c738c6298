package e2e

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"yunka/server/cardcode"
	"yunka/server/qr"
)

// How long a 720p frame takes on the tablet, from the picture to the digits, with a
// code that is a third of the height and turned a little, and with none; at half
// the resolution, as two frames in three are read, and whole; at full speed and
// with the whole browser stopped for three ms out of four.
func BenchmarkDecode(b *testing.B) {
	const frames = 60
	s := openSchool(b)
	s.profile = b.TempDir()
	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "南门进")
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	text := cardcode.Sign(key, cardcode.Everyday, 1<<60, uint32(s.now().Unix()), 0).Text()
	symbol, ok := qr.Encode(text)
	if !ok {
		b.Fatal("no symbol")
	}
	if _, err := ask[bool](tab, fmt.Sprintf(`(async () => {
		const from = document.body.dataset
		const worker = new Worker(from.decoder)
		const asks = (message, transfer) => new Promise((done, fail) => {
			worker.onmessage = (e) => (e.data.error ? fail(new Error(e.data.error)) : done(e.data))
			worker.postMessage(message, transfer || [])
		})
		await asks({ wasm: from.wasm, exec: from.wasmExec })
		const scenes = {}
		for (const name of ['code', 'none']) {
			const c = (scenes[name] = document.createElement('canvas'))
			c.width = 1280, c.height = 720
			const pen = c.getContext('2d', { willReadFrequently: true })
			pen.fillStyle = '#8a8f94', pen.fillRect(0, 0, 1280, 720)
			for (let i = 0; i < 4000; i++) pen.fillStyle = 'rgb(' + [0, 0, 0].map(() => Math.floor(90 + 110 * Math.random())) + ')', pen.fillRect(Math.random() * 1280, Math.random() * 720, 24, 18)
			if (name === 'none') continue
			pen.translate(640, 360), pen.rotate(0.14), pen.scale(6.4, 6.4), pen.translate(-22.5, -22.5)
			pen.fillStyle = '#fff', pen.fillRect(0, 0, 45, 45)
			pen.translate(4, 4), pen.fillStyle = '#000', pen.fill(new Path2D(%q))
		}
		const canvas = document.createElement('canvas')
		const pen = canvas.getContext('2d', { willReadFrequently: true })
		globalThis.frame = async (scene, whole) => {
			const began = performance.now()
			canvas.width = 1280, canvas.height = 720
			pen.drawImage(scenes[scene], 0, 0)
			const pixels = pen.getImageData(0, 0, 1280, 720).data.buffer
			const { texts } = await asks({ width: 1280, height: 720, pixels, whole }, [pixels])
			return [performance.now() - began, texts[0] || '']
		}
		return true
	})()`, symbol.SVGPath()), chromedp.EvalAwaitPromise); err != nil {
		b.Fatal(err)
	}
	times := map[string]float64{}
	for b.Loop() {
		for _, slower := range []int{1, 4} {
			off := func() {}
			if slower > 1 {
				off = s.slowed(slower)
			}
			for _, scene := range []string{"code", "none"} {
				for _, whole := range []bool{false, true} {
					raw, err := ask[string](tab, fmt.Sprintf(`(async () => { const all = []; for (let i = 0; i < %d; i++) all.push(await frame(%q, %t)); return JSON.stringify(all) })()`, frames, scene, whole), chromedp.EvalAwaitPromise)
					if err != nil {
						b.Fatal(err)
					}
					var all [][2]any
					if err := json.Unmarshal([]byte(raw), &all); err != nil {
						b.Fatal(err)
					}
					var ms []float64
					for _, one := range all {
						if said := one[1].(string); said != text && scene == "code" || said != "" && scene == "none" {
							b.Fatalf("%s was read as %q", scene, said)
						}
						ms = append(ms, one[0].(float64))
					}
					slices.Sort(ms)
					times[fmt.Sprintf("%s-%s-%dx-ms", scene, map[bool]string{false: "half", true: "whole"}[whole], slower)] = ms[len(ms)/2]
				}
			}
			off()
		}
	}
	for name, v := range times {
		b.ReportMetric(v, name)
	}
	b.ReportMetric(0, "ns/op")
}
