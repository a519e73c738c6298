package campus

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"
)

// Class is a class of a grade.
type Class struct {
	bun.BaseModel `bun:"table:class"`
	ID            string
	SchoolID      string
	Grade         string
	Name          string
	PendingImport string `bun:",nullzero"`
	CreatedAt     int64
}

// ClassName joins grade and class as people say it: 三年级2班.
func ClassName(grade, class string) string { return grade + class }

// sortClasses puts classes in the order a school names them.
func sortClasses(list []Class) {
	slices.SortFunc(list, func(a, b Class) int { return CompareClasses(a.Grade, a.Name, b.Grade, b.Name) })
}

// CompareClasses orders two classes as a school names them: by grade from the
// youngest, then by number.
func CompareClasses(gradeA, nameA, gradeB, nameB string) int {
	return cmp.Or(
		CompareGrades(gradeA, gradeB),
		cmp.Compare(len(nameA), len(nameB)), // 2班 before 10班
		strings.Compare(nameA, nameB))
}

// CompareGrades orders two grades from the youngest.
func CompareGrades(a, b string) int {
	return cmp.Or(cmp.Compare(gradeRank(a), gradeRank(b)), strings.Compare(a, b))
}

// gradeRank is a grade's place from the youngest; -1 for one that is not listed.
func gradeRank(grade string) int {
	return slices.Index([]string{
		"托班", "小班", "中班", "大班", "学前", "学前班",
		"一年级", "二年级", "三年级", "四年级", "五年级", "六年级",
		"预初", "七年级", "初一", "八年级", "初二", "九年级", "初三", "高一", "高二", "高三",
	}, grade)
}

var (
	gradeOfYear = regexp.MustCompile(`^([一二三四五六七八九])年级$`)
	classOfNo   = regexp.MustCompile(`^([0-9]+)班$`)
)

// ClassKeys are the ways in which people write a class: 三年级2班, 三年级(2)班,
// 三(2)班, 三2班, 3年级2班, 3(2)班. In capitals.
func ClassKeys(grade, class string) []string {
	grades := []string{grade}
	if m := gradeOfYear.FindStringSubmatch(grade); m != nil {
		n := strconv.Itoa(1 + slices.Index([]string{"一", "二", "三", "四", "五", "六", "七", "八", "九"}, m[1]))
		grades = append(grades, m[1], n+"年级", n)
	}
	names := []string{class}
	if m := classOfNo.FindStringSubmatch(class); m != nil {
		names = append(names, "("+m[1]+")班")
	}
	var keys []string
	for i, g := range grades {
		for j, n := range names {
			if i == 3 && j == 0 { // 32班 may be class 32 of something
				continue
			}
			keys = append(keys, strings.ToUpper(g+n))
		}
	}
	return keys
}
