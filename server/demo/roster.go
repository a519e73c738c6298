package demo

import (
	"fmt"
	"hash/fnv"
	"strings"
)

// The pupil, with a sister, whom the demo's logins belong to.
const (
	starNumber = "20230217"
	starName   = "林知夏"
	starChip   = "2812976885"
	starMother = "周文静"
	starPhone  = "13800000017"
)

var (
	families = []rune("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余")
	firsts   = []rune("子梓浩宇欣怡雨诗思若沐泽俊嘉一晨佳文博明")
	seconds  = []rune("涵轩萱怡彤睿琪辰泽妍宸霖悦然瑶航桐语宁远")
	grades   = []string{"一年级", "二年级", "三年级", "四年级", "五年级", "六年级"}
)

// names are those that are taken.
type names map[string]bool

func newNames() names {
	return names{starName: true, starMother: true, "林建明": true, "林知秋": true, "赵立新": true, "陈思远": true, "王建国": true}
}

// once makes names until one is nobody's yet.
func (n names) once(make func(try int) []rune) string {
	for try := 0; ; try++ {
		if name := string(make(try)); !n[name] {
			n[name] = true
			return name
		}
	}
}

// rosterFile is a file as a school office exports it: six grades, two classes each, so many
// pupils a class. Everyone in it is invented.
func rosterFile(names names, pupils int) string {
	var b strings.Builder
	b.WriteString("学号,姓名,性别,年级,班级,家长1姓名,家长1关系,家长1手机,家长2姓名,家长2关系,家长2手机,住宿,宿舍,卡号\r\n")
	n := 0
	row := func(number, name, gender, grade, class, father, fatherPhone, mother, motherPhone, chip string) {
		fmt.Fprintf(&b, "%s,%s,%s,%s,%s,%s,父亲,%s,%s,母亲,%s,否,,%s\r\n", number, name, gender, grade, class, father, fatherPhone, mother, motherPhone, chip)
	}
	for g, grade := range grades {
		for class := 1; class <= 2; class++ {
			for i := 1; i <= pupils; i++ {
				n++
				if grade == "三年级" && class == 2 && i == 1 {
					row(starNumber, starName, "女", grade, "2班", "林建明", "13800000016", starMother, starPhone, starChip)
					continue
				}
				if grade == "一年级" && class == 1 && i == 1 { // her little sister
					row("20250101", "林知秋", "女", grade, "1班", "林建明", "13800000016", starMother, starPhone, "2812976886")
					continue
				}
				family := pick(families, n, 1, 0)
				name := names.once(func(try int) []rune { return []rune{family, pick(firsts, n, 2, try), pick(seconds, n, 3, try)} })
				if n%41 == 0 {
					name = "阿卜杜热合曼·麦麦提艾力"
				}
				father := names.once(func(try int) []rune { return []rune{family, pick(seconds, n, 4, try), pick(firsts, n, 5, try)} })
				mother := names.once(func(try int) []rune {
					return []rune{pick(families, n, 6, try), pick(firsts, n, 7, try), pick(seconds, n, 8, try)}
				})
				number := fmt.Sprintf("20%d%02d%02d", 25-g, class, i)
				if number == starNumber { // hers in a larger class
					number = fmt.Sprintf("20%d%02d%02d", 25-g, class, maxPupils+1)
				}
				row(number, name, []string{"男", "女"}[n%2], grade, fmt.Sprintf("%d班", class),
					father, fmt.Sprintf("1380001%04d", n), mother, fmt.Sprintf("1390002%04d", n), fmt.Sprintf("30%08d", n*7919))
			}
		}
	}
	return b.String()
}

// pick is arbitrary, and the same every time.
func pick(from []rune, n, salt, try int) rune {
	h := fnv.New64a()
	fmt.Fprint(h, n, "/", salt, "/", try)
	x := h.Sum64()
	return from[(x^x>>32)%uint64(len(from))]
}
