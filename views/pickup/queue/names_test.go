package queue

import "testing"

// No board shows a family name, whether of one character or of two.
func TestTheFamilyNameIsNotShown(t *testing.T) {
	for name, want := range map[string]string{
		"林知夏": "知夏", "曾凡": "凡", "欧阳梓萱": "梓萱", "欧阳修": "修", "司马光": "光", "张李明月": "明月", "阿卜杜热合曼·麦麦提艾力": "阿卜杜热合曼",
		"Anna Schmidt": "Anna", "Schmidt, Anna Maria": "Anna", "Anna": "Anna", "林": "林", "": "",
	} {
		if got := Given(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
