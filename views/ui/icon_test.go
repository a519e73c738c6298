package ui

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"yunka/static"
)

// TestIconsAreInTheSprite: a name without a symbol draws nothing.
func TestIconsAreInTheSprite(t *testing.T) {
	w := httptest.NewRecorder()
	static.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, static.URL("icons.svg"), nil))
	source, err := os.ReadFile("icon.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for line := range strings.Lines(string(source)) {
		_, rest, ok := strings.Cut(line, ` Name = "`)
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(rest, `"`)
		found++
		if !strings.Contains(w.Body.String(), `<symbol id="`+name+`"`) {
			t.Errorf("icon %q is not in the sprite", name)
		}
	}
	if n := strings.Count(w.Body.String(), "<symbol "); found != n {
		t.Errorf("%d names, %d symbols: icons.txt and icon.go differ", found, n)
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"林知夏": "知夏", "王芳": "王芳", "欧阳修文": "修文", "阿卜杜热合曼·麦麦提艾力": "阿卜",
		"Anna Marie Smith": "AM", "emma": "E", "Jean-Luc": "JL", "": "", " 赵立新 ": "立新",
	} {
		if got := Initials(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
