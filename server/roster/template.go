package roster

import (
	"bytes"
	"encoding/csv"
)

// Template is an empty roster file with the columns that Import knows; with sample,
// two invented pupils show what a row looks like.
func Template(sample bool) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff") // byte order mark: without it Excel reads the file in the system's code page
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	_ = w.Write([]string{
		"学号", "姓名", "性别", "年级", "班级",
		"家长1姓名", "家长1关系", "家长1手机", "家长2姓名", "家长2关系", "家长2手机", "卡号",
	})
	if sample {
		_ = w.Write([]string{
			"20260101", "张小满", "女", "一年级", "1班",
			"张立秋", "父亲", "13800138001", "李白露", "母亲", "13800138002", "2812976801",
		})
		_ = w.Write([]string{
			"20260102", "王小寒", "男", "一年级", "1班",
			"王大雪", "母亲", "13800138003", "", "", "", "",
		})
	}
	w.Flush()
	return b.Bytes()
}
