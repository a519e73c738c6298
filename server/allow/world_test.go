package allow_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"yunka/server/allow"
)

// clause is one line of the policy about accounts, said again in the plainest
// way there is: who, by role, right or post, and what of the target must be theirs.
type clause struct {
	action allow.Action
	role   allow.Role
	right  allow.Rights
	post   allow.Post
	part   string // of the target: self, class, family, school, building, lesson, member
}

var clauses = func() (list []clause) {
	for _, a := range []allow.Action{allow.CardFreeze, allow.CardUnfreeze, allow.ConsoleView, allow.PeopleRead, allow.PeopleFreeze, allow.PeopleActivate,
		allow.PeopleReset, allow.PeopleDisable, allow.PeopleExport, allow.PeopleManage, allow.TerminalsRead, allow.TerminalsManage, allow.RosterRead,
		allow.RosterImport, allow.GatesRead, allow.GatesManage, allow.PresenceAsk, allow.PresenceReset, allow.AuditRead, allow.PostsManage,
		allow.AttendanceManage, allow.AttendanceRead, allow.AttendanceMark, allow.AttendanceAsk, allow.AttendanceApprove, allow.DelegateRead, allow.DelegateEnd,
		allow.LeaveRead, allow.LeaveApprove, allow.LeaveApproveLong, allow.LeaveEnd, allow.LeaveManage,
		allow.SchoolManage, allow.TimetableRead, allow.TimetableManage, allow.VisitsInvite, allow.VisitsEnd, allow.ConflictsRead, allow.ConflictsEnd,
		allow.MessagesRead, allow.MessagesManage, allow.SigninMake, allow.SigninRun, allow.FreshmenManage, allow.FreshmenDesk} {
		list = append(list, clause{action: a, role: allow.Admin, part: "school"})
	}
	for _, a := range []allow.Action{allow.CardView, allow.CardClaim, allow.CardFreeze, allow.CardUnfreeze, allow.CardConsent, allow.VisitsEnd, allow.PinSet, allow.InboxRead, allow.AttendanceRead, allow.AttendanceAsk, allow.LeaveRead, allow.LeaveAsk, allow.LeaveEnd, allow.SigninSelf} {
		list = append(list, clause{action: a, part: "self"})
	}
	for _, a := range []allow.Action{allow.GatesRead, allow.GatesManage, allow.PresenceAsk, allow.TerminalsRead} {
		list = append(list, clause{action: a, post: allow.GateManager, part: "school"})
	}
	for _, a := range []allow.Action{allow.PeopleRead, allow.RosterRead, allow.RosterImport, allow.TimetableRead, allow.TimetableManage, allow.FreshmenManage, allow.FreshmenDesk} {
		list = append(list, clause{action: a, post: allow.Registrar, part: "school"})
	}
	for _, a := range []allow.Action{allow.ChildView, allow.CardFreeze, allow.CardUnfreeze, allow.AttendanceRead, allow.AttendanceAsk} {
		list = append(list, clause{action: a, right: allow.View})
	}
	for _, a := range []allow.Action{allow.AttendanceRead, allow.AttendanceMark, allow.AttendanceCall, allow.AttendanceAsk, allow.AttendanceApprove, allow.LeaveRead, allow.LeaveApprove, allow.LeaveEnd} {
		list = append(list, clause{action: a, post: allow.ClassTeacher, part: "class"}, clause{action: a, post: allow.GradeHead, part: "class"})
	}
	for _, a := range []allow.Action{allow.AttendanceRead, allow.AttendanceMark} {
		list = append(list, clause{action: a, post: allow.SubjectTeacher, part: "class"})
	}
	for _, a := range []allow.Action{allow.DelegateRead, allow.DelegateEnd} {
		list = append(list, clause{action: a, right: allow.Delegate}, clause{action: a, post: allow.ClassTeacher, part: "class"}, clause{action: a, post: allow.GradeHead, part: "class"})
	}
	for _, a := range []allow.Action{allow.LeaveRead, allow.LeaveAsk, allow.LeaveConfirm, allow.LeaveEnd} {
		list = append(list, clause{action: a, right: allow.Leave})
	}
	return append(list,
		clause{action: allow.DelegateName, right: allow.Delegate},
		clause{action: allow.LeaveApproveLong, post: allow.GradeHead, part: "class"},
		clause{action: allow.AttendanceCall, role: allow.Teacher, part: "lesson"},
		clause{action: allow.SigninMake, role: allow.Teacher, part: "school"},
		clause{action: allow.SigninRun, role: allow.Teacher, part: "lesson"},
		clause{action: allow.FreshmenDesk, role: allow.Teacher, part: "lesson"},
		clause{action: allow.CardConsent, right: allow.Consent},
		clause{action: allow.ChildTold, right: allow.View | allow.Notify},
		clause{action: allow.ClassTold, post: allow.ClassTeacher, part: "class"},
		clause{action: allow.VisitsInvite, role: allow.Teacher, part: "school"},
		clause{action: allow.AuditRead, post: allow.Auditor, part: "school"},
		clause{action: allow.PeopleRead, post: allow.ClassTeacher, part: "class"},
		clause{action: allow.PeopleRead, post: allow.GradeHead, part: "class"},
		clause{action: allow.TimetableRead, post: allow.ClassTeacher, part: "class"},
		clause{action: allow.TimetableRead, post: allow.SubjectTeacher, part: "class"},
		clause{action: allow.TimetableRead, post: allow.GradeHead, part: "class"},
		clause{action: allow.PeopleReset, post: allow.ClassTeacher, part: "family"},
		clause{action: allow.PickupRead, right: allow.View}, clause{action: allow.PickupPlan, right: allow.View | allow.Pickup},
		clause{action: allow.PickupRead, role: allow.Admin}, clause{action: allow.PickupRead, post: allow.ClassTeacher, part: "class"},
		clause{action: allow.PickupRead, post: allow.GradeHead, part: "class"},
		clause{action: allow.PickupPlan, role: allow.Admin}, clause{action: allow.PickupPlan, post: allow.ClassTeacher, part: "class"},
		clause{action: allow.PickupPlan, post: allow.GradeHead, part: "class"},
		clause{action: allow.PickupStaff, role: allow.Admin}, clause{action: allow.PickupStaff, post: allow.ClassTeacher, part: "class"},
		clause{action: allow.PickupStaff, post: allow.GradeHead, part: "class"},
		clause{action: allow.WalletRead, part: "self"}, clause{action: allow.WalletRead, right: allow.Pay}, clause{action: allow.WalletRead, post: allow.Finance, part: "school"},
		clause{action: allow.WalletTopUp, part: "self"}, clause{action: allow.WalletPay, part: "self"}, clause{action: allow.WalletTopUp, right: allow.Pay}, clause{action: allow.WalletLimit, right: allow.Pay},
		clause{action: allow.MoneyRead, post: allow.Finance, part: "school"}, clause{action: allow.MoneyDesk, post: allow.Finance, part: "school"},
		clause{action: allow.MoneyManage, post: allow.Finance, part: "school"},
		clause{action: allow.LibraryManage, role: allow.Admin}, clause{action: allow.LibraryManage, post: allow.Librarian, part: "school"},
		clause{action: allow.LibraryRead, part: "self"}, clause{action: allow.LibraryRead, right: allow.View},
		clause{action: allow.LibraryClass, post: allow.ClassTeacher, part: "class"}, clause{action: allow.LibraryClass, post: allow.GradeHead, part: "class"},
		clause{action: allow.LibraryUse, part: "self"}, clause{action: allow.LibraryConsent, part: "self"},
		clause{action: allow.DormManage, role: allow.Admin}, clause{action: allow.DormWatch, role: allow.Admin}, clause{action: allow.DormWatch, post: allow.Warden, part: "building"},
		clause{action: allow.DormRead, part: "self"}, clause{action: allow.DormRead, right: allow.View}, clause{action: allow.DormAsk, part: "self"},
		clause{action: allow.FacesSee, part: "member"}, clause{action: allow.FacesDesign, role: allow.Admin}, clause{action: allow.FacesReview, role: allow.Admin},
		clause{action: allow.NoticesPost, role: allow.Admin}, clause{action: allow.NoticesPost, post: allow.ClassTeacher, part: "class"},
		clause{action: allow.NoticesPost, post: allow.SubjectTeacher, part: "class"}, clause{action: allow.NoticesPost, post: allow.GradeHead, part: "class"},
		clause{action: allow.NoticesManage, role: allow.Admin}, clause{action: allow.NoticesRead, part: "self"}, clause{action: allow.NoticesRead, right: allow.View},
		clause{action: allow.ContactTalk, part: "self"}, clause{action: allow.ContactTalk, right: allow.View}, clause{action: allow.ContactTalk, role: allow.Teacher, part: "lesson"},
		clause{action: allow.ContactOpen, role: allow.Admin},
		clause{action: allow.PickupManage, role: allow.Admin}, clause{action: allow.PickupRestrict, role: allow.Admin},
	)
}()

// slowly answers from the clauses, going through everything there is.
func slowly(a allow.Actor, action allow.Action, t allow.Target) bool {
	switch {
	case action == allow.PagePublic || action == allow.TerminalPair:
		return true
	case a.Kind != allow.Account:
		return false
	case action == allow.SessionUse:
		return true
	}
	for _, c := range clauses {
		if c.action != action {
			continue
		}
		switch {
		case c.part == "self":
			for id, is := range a.People {
				if is && id == t.Person && id != "" {
					return true
				}
			}
		case c.part == "member":
			for _, s := range a.Seats {
				if s.School == t.School && s.School != "" {
					return true
				}
			}
		case c.part == "lesson":
			for _, s := range a.Seats {
				if s.Role == c.role && s.School == t.School && s.School != "" && s.Person == t.Gives && t.Gives != "" {
					return true
				}
			}
		case c.role != "":
			for _, s := range a.Seats {
				if s.Role == c.role && s.School == t.School && s.School != "" {
					return true
				}
			}
		case c.right != 0:
			for id, rights := range a.Children {
				if id != "" && id == t.Person && rights&c.right == c.right {
					return true
				}
			}
		case c.post != "":
			for _, h := range a.Posts {
				if h.Post != c.post || h.School != t.School || h.School == "" {
					continue
				}
				kind := map[allow.Post]allow.Of{allow.ClassTeacher: allow.OfClass, allow.SubjectTeacher: allow.OfSubject, allow.GradeHead: allow.OfGrade,
					allow.Registrar: allow.OfSchool, allow.GateManager: allow.OfSchool, allow.Auditor: allow.OfSchool, allow.Finance: allow.OfSchool, allow.Librarian: allow.OfSchool, allow.Warden: allow.OfBuilding}[h.Post]
				if h.Of != kind {
					continue
				}
				for _, s := range a.Seats {
					works := s.Role == allow.Teacher || (kind == allow.OfSchool || kind == allow.OfBuilding) && (s.Role == allow.Guard || s.Role == allow.Admin)
					if s.Membership != h.Membership || s.School != h.School || !works {
						continue
					}
					if c.part == "school" {
						return true
					}
					if c.part == "building" {
						if h.ID == t.Building && h.ID != "" {
							return true
						}
						continue
					}
					id := t.Class
					if c.part == "family" {
						id = t.Family
					}
					for _, class := range h.Classes {
						if class == id && id != "" {
							return true
						}
					}
				}
			}
		}
	}
	return false
}

// In worlds made by chance, where ids of different kinds and schools collide on
// purpose, Can says what the slow reading of the policy says.
func TestCanEqualsAPlainReadingInRandomWorlds(t *testing.T) {
	pick := func(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }
	ids := []string{"", "a", "b", "c"}
	ofs := []allow.Of{allow.OfClass, allow.OfGrade, allow.OfSchool, allow.OfSubject, allow.OfBuilding, ""}
	roles := []allow.Role{allow.Student, allow.Teacher, allow.Parent, allow.Guard, allow.Admin}
	actions := allow.Actions()
	slices.Sort(actions)
	yes := 0
	for seed := range uint64(4000) {
		r := rand.New(rand.NewPCG(seed, 7))
		a := allow.Actor{Kind: allow.Account, Account: "x", People: map[string]bool{}, Children: map[string]allow.Rights{}}
		if r.IntN(10) == 0 {
			a.Kind = allow.Anonymous
		}
		for range r.IntN(3) {
			a.People[pick(r, ids)] = true
			a.Children[pick(r, ids)] = allow.Rights(r.IntN(128))
		}
		for range r.IntN(4) {
			a.Seats = append(a.Seats, allow.Seat{School: pick(r, ids), Person: pick(r, ids), Membership: pick(r, ids), Role: roles[r.IntN(len(roles))]})
		}
		for range r.IntN(5) {
			rule := allow.Posts[r.IntN(len(allow.Posts))]
			h := allow.Held{School: pick(r, ids), Membership: pick(r, ids), Post: rule.Post, Of: rule.Of, ID: pick(r, ids)}
			if r.IntN(4) == 0 {
				h.Of = ofs[r.IntN(len(ofs))]
			}
			for range r.IntN(3) {
				h.Classes = append(h.Classes, pick(r, ids))
			}
			a.Posts = append(a.Posts, h)
		}
		for range 10 {
			target := allow.Target{School: pick(r, ids), Person: pick(r, ids), Class: pick(r, ids), Family: pick(r, ids), Gives: pick(r, ids), Building: pick(r, ids)}
			for _, action := range actions {
				want := slowly(a, action, target)
				if got := allow.Can(a, action, target); got != want {
					t.Fatalf("seed %d: %s to %+v by %+v: %v, want %v", seed, action, target, a, got, want)
				}
				if want {
					yes++
				}
			}
			for _, action := range actions {
				for _, class := range allow.ClassesFor(a, action, target.School) {
					if !slowly(a, action, allow.Target{School: target.School, Class: class}) {
						t.Fatalf("seed %d: %s of class %q by %+v", seed, action, class, a)
					}
				}
			}
		}
	}
	if yes < 1000 {
		t.Error(fmt.Sprint("only ", yes, " times yes: the worlds are too strange to say anything"))
	}
}

// The list of posts is whole and nothing else is a post.
func TestPosts(t *testing.T) {
	seen := map[allow.Post]bool{}
	for _, r := range allow.Posts {
		if seen[r.Post] || r.Post == "" || r.Of == "" || len(r.Roles) == 0 || slices.Contains(r.Roles, allow.Student) || slices.Contains(r.Roles, allow.Parent) {
			t.Errorf("%+v", r)
		}
		seen[r.Post] = true
		if got, ok := allow.RuleOf(r.Post); !ok || got.Of != r.Of {
			t.Errorf("%s: %+v", r.Post, got)
		}
	}
	if _, ok := allow.RuleOf("deputy"); ok {
		t.Error("a deputy holds the post of whom it stands in for, not one of its own")
	}
}
