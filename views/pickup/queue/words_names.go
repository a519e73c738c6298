package queue

import (
	"slices"
	"strings"
	"unicode"
)

// double are the family names of two characters.
var double = strings.Fields(`欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 轩辕 令狐 宇文 长孙 慕容 司徒 司空 夏侯 独孤 南宫 西门 东郭 端木 呼延 公羊 百里
	拓跋 赫连 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 闻人 闾丘 鲜于 第五 万俟 完颜 纳兰 叶赫 耶律 左丘 梁丘 段干 谷梁 微生 羊舌`)

// Given is the first name of somebody: what everybody may read. A name of four characters
// has two for the family.
func Given(name string) string {
	name = strings.TrimSpace(name)
	if first, _, ok := strings.Cut(name, "·"); ok {
		return first
	}
	if _, given, ok := strings.Cut(name, ","); ok {
		return firstWord(given)
	}
	r := []rune(name)
	if len(r) < 2 || !unicode.Is(unicode.Han, r[0]) {
		return firstWord(name)
	}
	if len(r) > 3 || len(r) == 3 && slices.Contains(double, string(r[:2])) {
		return string(r[2:])
	}
	return string(r[1:])
}

func firstWord(s string) string {
	if f := strings.Fields(s); len(f) > 0 {
		return f[0]
	}
	return s
}
