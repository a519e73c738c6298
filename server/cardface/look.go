package cardface

import (
	"fmt"
	"regexp"
	"strings"
)

// A look is what the style sheet of a face needs to know, as one word: the colour, and the
// cover if there is one. Its address never changes what it says, so phones keep it for ever.

var lookKey = regexp.MustCompile(`^([0-9a-f]{6})(?:-([0-9a-f-]{36}))?$`)

// Look is the word of a face.
func (f Face) Look() string {
	key := strings.TrimPrefix(f.Color, "#")
	if f.Cover != "" {
		key += "-" + f.Cover
	}
	return key
}

// Classes are the css classes of a card with the face.
func (f Face) Classes() string {
	classes := "look-" + f.Look()
	if f.Art != "" {
		classes += " art-" + f.Art
	}
	return classes
}

// Sheet is the style sheet of a look; false for what is none. It has custom properties only;
// the static sheet says what they do.
func Sheet(key string) (css string, ok bool) {
	m := lookKey.FindStringSubmatch(key)
	if m == nil {
		return "", false
	}
	color, _ := ParseColor("#" + m[1])
	css = fmt.Sprintf(".look-%s.look-%s{--face:%s;--face-muted:%s;--face-line:%s", key, key, color, Blend(White, mutedPart, color), Blend(White, linePart, color))
	if m[2] != "" {
		css += fmt.Sprintf(";--cover:linear-gradient(rgb(%d %d %d/%v),rgb(%d %d %d/%v)),url(/faces/pictures/%s)",
			color[0], color[1], color[2], coverPart, color[0], color[1], color[2], coverPart, m[2])
	}
	return css + "}\n", true
}
