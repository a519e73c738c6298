package dorm

// genders are what the books have for the words of a form.
var genders = map[string]string{"m": "男", "f": "女"}

// The houses of a demo school, and what is broken in the first.
var (
	demoHouses = []struct{ name, gender, door string }{
		{"1 号楼", "男", "1 号楼大门"},
		{"2 号楼", "女", "2 号楼大门"},
	}
	demoGrades  = []string{"四年级", "五年级", "六年级"}
	demoRepairs = []string{"阳台灯不亮", "门把手松了", "水龙头滴水"}
)

const demoWater = "明天 14:00–16:00 停水，请提前接好水"
