package cardface

import (
	"math"
	"math/rand/v2"
	"testing"

	"yunka/server/allow"
)

// The ratio is WCAG's: its own examples, and the ends of the scale.
func TestTheRatioIsWCAGs(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{{"#000000", "#ffffff", 21}, {"#ffffff", "#ffffff", 1}, {"#777777", "#ffffff", 4.478}, {"#767676", "#ffffff", 4.542}, {"#ff0000", "#ffffff", 3.998}, {"#0000ff", "#ffffff", 8.592}, {"#2f7fa8", "#ffffff", 4.447}} {
		a, _ := ParseColor(c.a)
		b, _ := ParseColor(c.b)
		if got := Ratio(a, b); math.Abs(got-c.want) > .001 || Ratio(b, a) != got {
			t.Errorf("%s on %s: %.4f, want %.3f", c.a, c.b, got, c.want)
		}
	}
	for _, bad := range []string{"", "#12345", "#1234567", "123456", "#12345g", "red"} {
		if _, ok := ParseColor(bad); ok {
			t.Errorf("%q is a colour", bad)
		}
	}
}

// What never happens: a colour is mended and something on it still cannot be read, or it is made
// darker than it has to be.
func TestAMendedColourCanBeRead(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		f := Face{Color: RGB{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256))}.String()}
		light := ""
		switch r.IntN(3) {
		case 0:
			f.Art = "lake"
		case 1:
			f.Cover, light = "x", RGB{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256))}.String()
		}
		was := f.Color
		f.Color = Mended(f, light)
		if !ContrastOf(f, light).Enough() {
			t.Fatalf("%s on %q became %s: %+v", was, light, f.Color, ContrastOf(f, light))
		}
		whole := f
		whole.Color = was
		if ContrastOf(whole, light).Enough() && f.Color != was {
			t.Fatalf("%s can be read and became %s", was, f.Color)
		}
	}
}

// A cover counts: a white photo under the words makes them harder to read than the colour alone.
func TestACoverCounts(t *testing.T) {
	f := Face{Color: "#12396b"}
	alone := ContrastOf(f, "")
	f.Cover = "x"
	white, black := ContrastOf(f, "#ffffff"), ContrastOf(f, "#000000")
	if white.Lowest() >= alone.Lowest() || white.Enough() {
		t.Errorf("white: %+v, alone %+v", white, alone)
	}
	if black != alone { // it is the lighter of colour and cover that counts
		t.Errorf("black: %+v, alone %+v", black, alone)
	}
}

// The five designs can be shown unedited, and at a gate the roles are told apart.
func TestTheStartersAreGood(t *testing.T) {
	if len(Starters) != 5 {
		t.Errorf("%d starters", len(Starters))
	}
	all := func(allow.Role) []string {
		return []string{"timetable", "notices", "attendance", "leave", "classes", "approvals", "today", "phones", "lost", "device"}
	}
	for _, s := range Starters {
		d, ok := StarterDesign(s.Key, all)
		if !ok {
			t.Fatal(s.Key)
		}
		colors := map[string]bool{}
		for _, r := range Roles {
			f := d[r]
			colors[f.Color] = true
			if c := ContrastOf(f, ""); !c.Enough() || c.Name < 7 {
				t.Errorf("%s of %s: %+v", s.Key, r, c)
			}
			if clean, err := f.clean(all(r)); err != nil || clean.Look() != f.Look() || len(f.Quick) != MaxQuick {
				t.Errorf("%s of %s: %v, %v", s.Key, r, f, err)
			}
		}
		if len(colors) != len(Roles) {
			t.Errorf("%s has %d colours", s.Key, len(colors))
		}
	}
}
