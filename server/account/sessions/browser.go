package sessions

import "strings"

// Separator stands between the two parts of a browser's name.
const Separator = " · "

// The first that is found names it: browsers call themselves by the names of others, too.
// The card page's script (static/src/js/card/words.js) names phones by the same list.
var (
	systems = []mark{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"HarmonyOS", "HarmonyOS"}, {"Android", "Android"}, {"Mac", "Macintosh"}, {"Windows", "Windows"},
		{"Linux", "Linux"}, {"Linux", "CrOS"},
	}
	browsers = []mark{
		{"WeChat", "MicroMessenger"}, {"DingTalk", "DingTalk"}, {"QQ", "QQBrowser"}, {"QQ", "MQQ"}, {"UC", "UCBrowser"}, {"Huawei", "HuaweiBrowser"},
		{"Xiaomi", "MiuiBrowser"}, {"Edge", "Edg"}, {"Firefox", "Firefox"}, {"Firefox", "FxiOS"}, {"Chrome", "Chrome"}, {"Chrome", "CriOS"},
		{"Safari", "Safari"},
	}
)

type mark struct{ name, in string }

// Browser names a browser by its User-Agent: "iPhone · WeChat". What is not known is left
// out; the raw header is never kept.
func Browser(agent string) string {
	var parts []string
	for _, list := range [][]mark{systems, browsers} {
		for _, m := range list {
			if strings.Contains(agent, m.in) {
				parts = append(parts, m.name)
				break
			}
		}
	}
	return strings.Join(parts, Separator)
}
