package kiosk

import (
	"context"

	"github.com/a-h/templ"
)

// DeviceWords is what the scripts of a terminal's camera and sound have to say.
func DeviceWords(ctx context.Context) templ.Attributes {
	return templ.Attributes{
		"data-msg-camera-refused":  cameraRefused(ctx),
		"data-msg-camera-none":     cameraNone(ctx),
		"data-msg-camera-busy":     cameraBusy(ctx),
		"data-msg-camera-lost":     cameraLost(ctx),
		"data-msg-camera-still":    cameraStill(ctx),
		"data-msg-camera-insecure": cameraInsecure(ctx),
		"data-msg-camera-asks":     cameraAsks(ctx),
		"data-msg-camera-stuck":    cameraStuck(ctx),
		"data-msg-camera-blind":    cameraBlind(ctx),
		"data-msg-note-muted":      noteMuted(ctx),
		"data-msg-note-quiet":      noteQuiet(ctx),
		"data-msg-note-sound":      noteSound(ctx),
		"data-msg-note-wake":       noteWake(ctx),
		"data-msg-sound-on":        soundOn(ctx),
		"data-msg-sound-off":       soundOff(ctx),
	}
}

// Online is what a terminal's head says while its server answers, and SoundOn the name of
// its sound switch.
func Online(ctx context.Context) string  { return kioskOnline(ctx) }
func SoundOn(ctx context.Context) string { return soundOn(ctx) }

// Offset is the school's zone in minutes east of UTC, for a tablet's clock.
var Offset = offset
