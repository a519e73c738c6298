// Package contact are the pages of what families and teachers write to each other in the book.
package contact

import (
	"yunka/views/book/leaf"
	"yunka/views/console"
	"yunka/views/contact"
)

// Leaves are the teachers of a child, the threads, one of them and the office's pages.
func Leaves(shell func() console.Shell) []leaf.Leaf {
	sh := shell()
	sh.Rail = append(sh.Rail, contact.Rail)
	page := leaf.Page()
	page.Live = "/live?topics=thread:t1&since=41"
	teachers := contact.Teachers{Page: leaf.Page(), Child: "p1", Name: "林知夏", List: []contact.Teacher{{ID: "e1", Name: "赵立新", Main: true, Subjects: []string{"语文"}, Thread: "t1", Unread: 2}, {ID: "e2", Name: leaf.Longer, Subjects: []string{"数学"}}}}
	nobody := teachers
	nobody.Own, nobody.List = true, nil
	list := contact.Threads{Page: leaf.Page(), List: []contact.Thread{{ID: "t1", With: "周文静", Child: "林知夏", Last: "已联系", At: leaf.At(7, 40, 0), Unread: 2}, {ID: "t2", With: leaf.Longer, Child: leaf.Longer, Last: leaf.Longer, At: leaf.At(7, 30, 0)}}}
	talk := contact.Talk{Thread: "t1", Base: "/threads/t1", Family: "周文静", Teacher: "赵立新", List: []contact.Message{{ID: "m1", Text: "手机没电", At: leaf.At(7, 30, 0), Read: true}, {ID: "m2", ByTeacher: true, Text: leaf.Longer, At: leaf.At(7, 32, 0)}, {ID: "m3", Picture: true, At: leaf.At(7, 40, 0)}}}
	one := contact.Page{Page: page, ID: "t1", With: "赵立新", Child: "林知夏", Talk: talk}
	fresh, over, refused := one, one, one
	fresh.Talk.List = nil
	over.Over = true
	refused.Error, refused.Text, refused.WhyError, refused.Why, refused.QuietUntil = leaf.Longer, leaf.Longer, leaf.Longer, leaf.Longer, leaf.At(7, 0, 0)
	office := contact.Office{Shell: sh, List: []contact.Reported{{ID: "t1", Child: "林知夏", Family: "周文静", Teacher: "赵立新", Why: []string{leaf.Longer}, At: leaf.At(7, 40, 0)}}}
	shut := contact.Opened{Shell: sh, ID: "t1", Child: "林知夏", Family: "周文静", Teacher: "赵立新", Reports: []string{leaf.Longer}, Error: leaf.Longer, Why: leaf.Longer}
	open := shut
	open.Open, open.Talk = true, talk
	return []leaf.Leaf{
		leaf.Phone("contact", contact.TeachersPage(teachers)),
		leaf.Phone("contact-none", contact.TeachersPage(nobody)),
		leaf.Phone("contact-threads", contact.ThreadsPage(list)),
		leaf.Phone("contact-threads-none", contact.ThreadsPage(contact.Threads{Page: leaf.Page()})),
		leaf.Phone("contact-thread", contact.ThreadPage(one)),
		leaf.Phone("contact-thread-new", contact.ThreadPage(fresh)),
		leaf.Phone("contact-thread-over", contact.ThreadPage(over)),
		leaf.Phone("contact-thread-refused", contact.ThreadPage(refused)),
		leaf.Desk("contact-office", contact.OfficePage(office)),
		leaf.Desk("contact-office-none", contact.OfficePage(contact.Office{Shell: sh})),
		leaf.Desk("contact-office-shut", contact.OpenedPage(shut)),
		leaf.Desk("contact-office-open", contact.OpenedPage(open)),
	}
}
