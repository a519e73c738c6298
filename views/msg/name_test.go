package msg

import "testing"

func TestFirstName(t *testing.T) {
	for name, want := range map[string]string{"林知夏": "知夏", "阿卜杜热合曼·麦麦提艾力": "阿卜杜热合曼", "Anna Smith": "Anna", "王": "王", "": ""} {
		if got := FirstName(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
