package allow_test

import (
	"slices"
	"testing"

	"yunka/server/allow"
	"yunka/server/fault"
)

// Everybody who can ask. Seats are in school A; "two schools" sits in both.
func seat(school string, role allow.Role) allow.Seat {
	return allow.Seat{School: school, Person: "p-" + string(role), Membership: "m-" + string(role), Role: role}
}

func member(role allow.Role) allow.Actor {
	return allow.Actor{Kind: allow.Account, Account: "acc-" + string(role), Seats: []allow.Seat{seat("A", role)}, People: map[string]bool{"p-" + string(role): true}}
}

func with(a allow.Actor, change func(*allow.Actor)) allow.Actor {
	change(&a)
	return a
}

// holds adds a post of school A on the actor's seat there.
func holds(p allow.Post, of allow.Of, id string, classes ...string) func(*allow.Actor) {
	return func(a *allow.Actor) {
		a.Posts = append(a.Posts, allow.Held{School: "A", Membership: a.Seats[0].Membership, Post: p, Of: of, ID: id, Classes: classes})
	}
}

var actors = map[string]allow.Actor{
	"zero":    {},
	"anon":    {Kind: allow.Anonymous},
	"nobody":  {Kind: allow.Account, Account: "acc"}, // signed in, sits nowhere any more
	"student": member(allow.Student),
	"teacher": with(member(allow.Teacher), holds(allow.ClassTeacher, allow.OfClass, "k1", "k1")),
	// Posts beside the role.
	"gradehead":   with(member(allow.Teacher), holds(allow.GradeHead, allow.OfGrade, "三年级", "k0", "k1")),
	"subject":     with(member(allow.Teacher), holds(allow.SubjectTeacher, allow.OfSubject, "k1", "k1")),
	"registrar":   with(member(allow.Guard), holds(allow.Registrar, allow.OfSchool, "")),
	"gatemanager": with(member(allow.Guard), holds(allow.GateManager, allow.OfSchool, "")),
	"auditor":     with(member(allow.Teacher), holds(allow.Auditor, allow.OfSchool, "")),
	"finance":     with(member(allow.Teacher), holds(allow.Finance, allow.OfSchool, "")),
	"librarian":   with(member(allow.Teacher), holds(allow.Librarian, allow.OfSchool, "")),
	// The cashier's post gives nothing yet.
	"warden": with(member(allow.Teacher), func(a *allow.Actor) {
		for _, r := range allow.Posts {
			if slices.Contains([]allow.Post{allow.Cashier, allow.Warden}, r.Post) {
				holds(r.Post, r.Of, "k1", "k1")(a)
			}
		}
	}),
	// Posts that do not count: of another school's books, on a membership that is
	// over or another person's, of the wrong kind of thing, in a role that may not.
	"vain": with(member(allow.Teacher), func(a *allow.Actor) {
		for _, r := range allow.Posts {
			a.Posts = append(a.Posts,
				allow.Held{School: "B", Membership: "m-teacher", Post: r.Post, Of: r.Of, ID: "k1", Classes: []string{"k1"}},
				allow.Held{School: "A", Membership: "m-over", Post: r.Post, Of: r.Of, ID: "k1", Classes: []string{"k1"}},
				allow.Held{School: "A", Membership: "m-teacher", Post: r.Post, Of: allow.OfBuilding + "s", ID: "k1", Classes: []string{"k1"}},
				allow.Held{School: "A", Membership: "m-teacher", Post: "head", Of: r.Of, ID: "k1", Classes: []string{"k1"}})
		}
	}),
	"parentpost": with(member(allow.Parent), func(a *allow.Actor) {
		for _, r := range allow.Posts {
			a.Posts = append(a.Posts, allow.Held{School: "A", Membership: "m-parent", Post: r.Post, Of: r.Of, ID: "k1", Classes: []string{"k1"}})
		}
	}),
	"parent": with(member(allow.Parent), func(a *allow.Actor) { a.Children = map[string]allow.Rights{"c1": allow.View | allow.Consent} }),
	// One who has a part of the rights of a guardian has that part only.
	"looker":   with(member(allow.Parent), func(a *allow.Actor) { a.Children = map[string]allow.Rights{"c1": allow.View} }),
	"told":     with(member(allow.Parent), func(a *allow.Actor) { a.Children = map[string]allow.Rights{"c1": allow.View | allow.Notify} }),
	"signer":   with(member(allow.Parent), func(a *allow.Actor) { a.Children = map[string]allow.Rights{"c1": allow.Consent} }),
	"fetcher":  with(member(allow.Parent), func(a *allow.Actor) { a.Children = map[string]allow.Rights{"c1": 0xff &^ (allow.View | allow.Consent)} }),
	"guard":    member(allow.Guard),
	"admin":    member(allow.Admin),
	"gate":     {Kind: allow.Terminal, Terminal: "t1", TerminalSchool: "A"},
	"staff":    {Kind: allow.Terminal, Terminal: "t2", TerminalSchool: "A", Staff: true},
	"feed":     {Kind: allow.Terminal, Terminal: "t4", TerminalSchool: "A", Feed: true},
	"identity": {Kind: allow.Terminal, Terminal: "t5", TerminalSchool: "A", Identity: true},
	"key":      {Kind: allow.Key, Card: "card1"},
	"system":   {Kind: allow.System},
	"imposter": {Kind: allow.Terminal, Terminal: "t3", TerminalSchool: "A", Seats: []allow.Seat{seat("A", allow.Admin)}, People: map[string]bool{"p": true}, Children: map[string]allow.Rights{"c1": 0xff},
		Posts: []allow.Held{{School: "A", Membership: "m-admin", Post: allow.Auditor, Of: allow.OfSchool}, {School: "A", Membership: "m-admin", Post: allow.Registrar, Of: allow.OfSchool}}},
	// What a stale or half-filled actor must not gain: fields without the kind.
	"ghost": {Kind: allow.Anonymous, Seats: []allow.Seat{seat("A", allow.Admin)}, Posts: []allow.Held{{School: "A", Membership: "m-admin", Post: allow.Auditor, Of: allow.OfSchool}}, People: map[string]bool{"p": true}, TerminalSchool: "A", Staff: true, Feed: true, Identity: true, Card: "card1"},
	// A family that has proved itself for one applicant, and who has done so while logged in.
	"proven": {Kind: allow.Anonymous, Applicants: map[string]bool{"a1": true}},
	"both":   {Kind: allow.Account, Account: "acc2", Seats: []allow.Seat{seat("A", allow.Parent), seat("B", allow.Admin)}, People: map[string]bool{"p-parent": true}},
}

var accounts = []string{"nobody", "student", "teacher", "gradehead", "subject", "registrar", "gatemanager", "auditor", "finance", "librarian", "warden", "vain", "parentpost", "parent", "looker", "told", "signer", "fetcher", "guard", "admin", "both"}

// Every action, and who may do it to whom. A cell that is not listed is no.
func TestPolicy(t *testing.T) {
	self := func(role allow.Role) allow.Target { return allow.Target{School: "A", Person: "p-" + string(role)} }
	var (
		none      = allow.Target{}
		school    = allow.Target{School: "A"}
		other     = allow.Target{School: "B"}
		stranger  = allow.Target{School: "A", Person: "x"}
		theChild  = allow.Target{School: "A", Person: "c1"}
		hisOwn    = self(allow.Student)
		guardOwn  = self(allow.Guard)
		taught    = allow.Target{School: "A", Person: "x", Class: "k1"}
		untaught  = allow.Target{School: "A", Person: "x", Class: "k2"}
		fakeClass = allow.Target{School: "B", Person: "x", Class: "k1"}        // the class id of A with school B
		given     = allow.Target{School: "A", Class: "k2", Gives: "p-teacher"} // a lesson of a class that nobody has a post in
		fakeGiven = allow.Target{School: "B", Class: "k2", Gives: "p-teacher"}
		childGive = allow.Target{School: "A", Class: "k2", Gives: "p-student"} // who is no teacher
		family    = allow.Target{School: "A", Person: "x", Family: "k1"}       // of the class k1, and nobody's staff
		unrelated = allow.Target{School: "A", Person: "x", Family: "k2"}
		fakeKin   = allow.Target{School: "B", Person: "x", Family: "k1"}
		card      = allow.Target{School: "A", Card: "card1"}
		otherCard = allow.Target{School: "A", Card: "card2"}
		house     = allow.Target{School: "A", Building: "k1"}
		fakeHouse = allow.Target{School: "B", Building: "k1"}
		nextHouse = allow.Target{School: "A", Building: "k2"}
		applicant = allow.Target{School: "A", Applicant: "a1"}
		others    = allow.Target{School: "A", Applicant: "a2"}
	)
	targets := map[string]allow.Target{
		"none": none, "school": school, "other": other, "stranger": stranger, "child": theChild, "student": hisOwn, "guard": guardOwn,
		"taught": taught, "untaught": untaught, "fakeClass": fakeClass, "card": card, "otherCard": otherCard,
		"family": family, "unrelated": unrelated, "fakeKin": fakeKin,
		"house": house, "fakeHouse": fakeHouse, "nextHouse": nextHouse,
		"given": given, "fakeGiven": fakeGiven, "childGive": childGive,
		"applicant": applicant, "others": others,
	}
	all := func() (list []string) {
		for name := range targets {
			list = append(list, name)
		}
		return list
	}()
	inA := []string{"school", "stranger", "child", "student", "guard", "taught", "untaught", "card", "otherCard", "family", "unrelated", "given", "childGive", "house", "nextHouse", "applicant", "others"}
	inB := []string{"other", "fakeClass", "fakeKin", "fakeGiven", "fakeHouse"}
	everybody := func() map[string][]string {
		m := map[string][]string{}
		for name := range actors {
			m[name] = all
		}
		return m
	}()
	admins := map[string][]string{"admin": inA, "both": inB}
	terminals := map[string][]string{"gate": inA, "staff": inA, "imposter": inA, "feed": inA, "identity": inA}
	plus := func(base map[string][]string, more map[string][]string) map[string][]string {
		m := map[string][]string{}
		for name, list := range base {
			m[name] = slices.Clone(list)
		}
		for name, list := range more {
			m[name] = append(m[name], list...)
		}
		return m
	}
	signedIn := map[string][]string{}
	for _, name := range accounts {
		signedIn[name] = all
	}
	self1 := map[string][]string{"student": {"student"}, "guard": {"guard"}, "registrar": {"guard"}, "gatemanager": {"guard"}}
	kin := map[string][]string{"parent": {"child"}, "looker": {"child"}, "told": {"child"}}

	gives := map[string][]string{}
	for _, name := range []string{"teacher", "gradehead", "subject", "auditor", "finance", "librarian", "warden", "vain"} {
		gives[name] = []string{"given"}
	}
	members := map[string][]string{}
	for _, name := range accounts {
		if name != "nobody" {
			members[name] = inA
		}
	}

	want := map[allow.Action]map[string][]string{
		allow.PagePublic:      everybody,
		allow.TerminalPair:    everybody,
		allow.SessionUse:      signedIn,
		allow.CardView:        self1,
		allow.CardClaim:       self1,
		allow.PinSet:          self1,
		allow.CardFreeze:      plus(plus(admins, self1), kin),
		allow.CardUnfreeze:    plus(plus(admins, self1), kin),
		allow.CardConsent:     plus(self1, map[string][]string{"parent": {"child"}, "signer": {"child"}}),
		allow.ChildView:       kin,
		allow.KeyContact:      {"key": {"card"}},
		allow.ConsoleView:     admins,
		allow.PeopleRead:      plus(admins, map[string][]string{"teacher": {"taught"}, "gradehead": {"taught"}, "registrar": inA}),
		allow.VisitsInvite:    plus(admins, map[string][]string{"teacher": inA, "gradehead": inA, "subject": inA, "auditor": inA, "finance": inA, "librarian": inA, "warden": inA, "vain": inA}),
		allow.VisitsEnd:       plus(admins, self1),
		allow.PeopleFreeze:    admins,
		allow.PeopleActivate:  admins,
		allow.PeopleReset:     plus(plus(admins, map[string][]string{"teacher": {"family"}}), map[string][]string{"system": all}),
		allow.PeopleDisable:   admins,
		allow.PeopleExport:    admins,
		allow.PeopleManage:    admins,
		allow.TerminalsRead:   plus(admins, map[string][]string{"gatemanager": inA}),
		allow.TerminalsManage: admins,
		allow.RosterRead:      plus(admins, map[string][]string{"registrar": inA}),
		allow.RosterImport:    plus(admins, map[string][]string{"registrar": inA, "system": all}),
		allow.GatesRead:       plus(admins, map[string][]string{"gatemanager": inA}),
		allow.GatesManage:     plus(admins, map[string][]string{"gatemanager": inA}),
		allow.PresenceAsk:     plus(admins, map[string][]string{"staff": inA, "gatemanager": inA}),
		allow.PresenceReset:   plus(admins, map[string][]string{"staff": inA}),
		allow.TimetableRead:   plus(admins, map[string][]string{"teacher": {"taught"}, "gradehead": {"taught"}, "subject": {"taught"}, "registrar": inA}),
		allow.TimetableManage: plus(admins, map[string][]string{"registrar": inA}),
		allow.AuditRead:       plus(admins, map[string][]string{"auditor": inA}),
		allow.PostsManage:     admins,

		allow.AttendanceManage: admins,
		allow.AttendanceRead:   plus(plus(plus(admins, self1), kin), map[string][]string{"teacher": {"taught"}, "gradehead": {"taught"}, "subject": {"taught"}}),
		allow.AttendanceMark:   plus(admins, map[string][]string{"teacher": {"taught"}, "gradehead": {"taught"}, "subject": {"taught"}}),
		allow.AttendanceCall: {"teacher": {"taught", "given"}, "gradehead": {"taught", "given"}, "subject": {"given"}, "auditor": {"given"}, "finance": {"given"}, "librarian": {"given"}, "warden": {"given"},
			"vain": {"given"}},
		allow.AttendanceAsk:     plus(plus(plus(admins, self1), kin), map[string][]string{"teacher": {"taught"}, "gradehead": {"taught"}}),
		allow.AttendanceApprove: plus(admins, map[string][]string{"teacher": {"taught"}, "gradehead": {"taught"}}),

		allow.PickupRead:       plus(plus(admins, kin), map[string][]string{"teacher": {"taught"}, "gradehead": {"taught"}}),
		allow.PickupPlan:       plus(admins, map[string][]string{"teacher": {"taught"}, "gradehead": {"taught"}}),
		allow.PickupStaff:      plus(admins, map[string][]string{"teacher": {"taught"}, "gradehead": {"taught"}}),
		allow.PickupManage:     admins,
		allow.PickupRelease:    {"staff": inA},
		allow.PickupRestrict:   admins,
		allow.DelegateName:     {"fetcher": {"child"}},
		allow.DelegateRead:     plus(admins, map[string][]string{"fetcher": {"child"}, "teacher": {"taught"}, "gradehead": {"taught"}}),
		allow.DelegateEnd:      plus(admins, map[string][]string{"fetcher": {"child"}, "teacher": {"taught"}, "gradehead": {"taught"}}),
		allow.LeaveRead:        plus(plus(admins, self1), map[string][]string{"fetcher": {"child"}, "teacher": {"taught"}, "gradehead": {"taught"}}),
		allow.LeaveAsk:         plus(self1, map[string][]string{"fetcher": {"child"}}),
		allow.LeaveConfirm:     {"fetcher": {"child"}},
		allow.LeaveApprove:     plus(admins, map[string][]string{"teacher": {"taught"}, "gradehead": {"taught"}}),
		allow.LeaveApproveLong: plus(admins, map[string][]string{"gradehead": {"taught"}}),
		allow.LeaveEnd:         plus(plus(admins, self1), map[string][]string{"fetcher": {"child"}, "teacher": {"taught"}, "gradehead": {"taught"}}),
		allow.LeaveManage:      admins,

		allow.WalletRead:  plus(self1, map[string][]string{"fetcher": {"child"}, "finance": inA}),
		allow.WalletTopUp: plus(self1, map[string][]string{"fetcher": {"child"}}),
		allow.WalletLimit: {"fetcher": {"child"}},
		allow.WalletPay:   self1,
		allow.ChargeTake:  terminals,
		allow.MoneyRead:   {"finance": inA},
		allow.MoneyDesk:   {"finance": inA},
		allow.MoneyManage: {"finance": inA},

		allow.SigninMake: plus(admins, map[string][]string{"teacher": inA, "gradehead": inA, "subject": inA, "auditor": inA, "finance": inA, "librarian": inA, "warden": inA, "vain": inA}),
		allow.SigninRun: plus(admins, map[string][]string{"teacher": {"given"}, "gradehead": {"given"}, "subject": {"given"}, "auditor": {"given"},
			"finance": {"given"}, "librarian": {"given"}, "warden": {"given"}, "vain": {"given"}}),
		allow.SigninSelf:     self1,
		allow.LibraryManage:  plus(admins, map[string][]string{"librarian": inA}),
		allow.LibraryRead:    plus(self1, kin),
		allow.LibraryUse:     self1,
		allow.LibraryConsent: self1,
		allow.LibraryClass:   {"teacher": {"taught"}, "gradehead": {"taught"}},
		allow.LibraryDesk:    terminals,

		allow.DormManage: admins,
		allow.DormWatch:  plus(admins, map[string][]string{"warden": {"house"}}),
		allow.DormRead:   plus(self1, kin),
		allow.DormAsk:    self1,

		allow.FacesSee:      plus(members, map[string][]string{"both": inB}),
		allow.FacesDesign:   admins,
		allow.FacesReview:   admins,
		allow.NoticesPost:   plus(admins, map[string][]string{"teacher": {"taught"}, "gradehead": {"taught"}, "subject": {"taught"}}),
		allow.NoticesManage: admins,
		allow.NoticesRead:   plus(self1, kin),
		allow.ContactTalk:   plus(plus(self1, kin), gives),
		allow.ContactOpen:   admins,
		allow.FreshmenManage: plus(admins, map[string][]string{"registrar": inA}),
		allow.FreshmenDesk: plus(plus(plus(admins, terminals), map[string][]string{"registrar": inA}), map[string][]string{"teacher": {"given"}, "gradehead": {"given"}, "subject": {"given"},
			"auditor": {"given"}, "finance": {"given"}, "librarian": {"given"}, "warden": {"given"}, "vain": {"given"}}),
		allow.FreshmenFamily: {"proven": {"applicant"}},

		allow.ConflictsRead:  admins,
		allow.ConflictsEnd:   admins,
		allow.ScanPassage:    terminals,
		allow.ScanUpload:     terminals,
		allow.SchoolManage:   admins,
		allow.ScanPresent:    terminals,
		allow.ScanRead:       terminals,
		allow.ScanFeed:       {"feed": inA},
		allow.ScanIdentity:   {"identity": inA},
		allow.TerminalBeat:   terminals,
		allow.ScanConfirm:    {"staff": inA},
		allow.ScanManual:     {"staff": inA},
		allow.ScanUndo:       {"staff": inA},
		allow.PeopleSearch:   {"staff": inA},
		allow.Operate:        {"system": all},
		allow.InboxRead:      self1,
		allow.ChildTold:      {"told": {"child"}},
		allow.ClassTold:      {"teacher": {"taught"}},
		allow.MessagesRead:   admins,
		allow.MessagesManage: admins,
	}
	// Activation may come to be something the server itself does, for the first
	// admin of a new school; nothing else about it may differ.
	if allow.Can(actors["system"], allow.PeopleActivate, none) {
		want[allow.PeopleActivate] = plus(admins, map[string][]string{"system": all})
	}
	for _, action := range allow.Actions() {
		may, listed := want[action]
		if !listed {
			t.Errorf("%s: nobody has said who may", action)
			continue
		}
		delete(want, action)
		for who, actor := range actors {
			for what, target := range targets {
				yes := slices.Contains(may[who], what)
				if got := allow.Can(actor, action, target); got != yes {
					t.Errorf("%s may %s to %s: %v, want %v", who, action, what, got, yes)
				}
				if got := kind(allow.Check(actor, action, target)); got != expected(actor, target, yes) {
					t.Errorf("%s, %s, %s: answered %v, want %v", who, action, what, got, expected(actor, target, yes))
				}
			}
		}
	}
	for action := range want {
		t.Errorf("%s is no action of the policy any more", action)
	}
}

const fine fault.Kind = -1

func kind(err error) fault.Kind {
	if err == nil {
		return fine
	}
	return fault.As(err).Kind
}

// expected is how a refusal looks: the anonymous are asked to log in, another
// school's things do not exist, one's own school says that one may not.
func expected(a allow.Actor, target allow.Target, yes bool) fault.Kind {
	home := map[string]bool{}
	switch a.Kind {
	case "", allow.Anonymous:
		if yes {
			return fine
		}
		return fault.Unauthenticated
	case allow.System:
		home["A"], home["B"] = true, true
	case allow.Terminal:
		home[a.TerminalSchool] = true
	default:
		for _, s := range a.Seats {
			home[s.School] = true
		}
	}
	switch {
	case yes:
		return fine
	case target.School != "" && !home[target.School]:
		return fault.NotFound
	}
	return fault.Forbidden
}

func TestAnUnknownActionIsNobodys(t *testing.T) {
	for who, a := range actors {
		if allow.Can(a, "people.delete", allow.Target{School: "A"}) {
			t.Errorf("%s may do what is no action", who)
		}
	}
}

// An empty id is not a wildcard on either side.
func TestEmptyIdsMatchNothing(t *testing.T) {
	empty := allow.Actor{
		Kind: allow.Account, Seats: []allow.Seat{{School: "", Role: allow.Admin}},
		People: map[string]bool{"": true}, Children: map[string]allow.Rights{"": 0xff},
	}
	for _, r := range allow.Posts {
		empty.Posts = append(empty.Posts, allow.Held{Post: r.Post, Of: r.Of, Classes: []string{""}})
	}
	public := []allow.Action{allow.PagePublic, allow.TerminalPair, allow.SessionUse}
	for _, action := range allow.Actions() {
		for _, a := range []allow.Actor{empty, {Kind: allow.Terminal, Staff: true}, {Kind: allow.Key}} {
			if !slices.Contains(public, action) && allow.Can(a, action, allow.Target{}) {
				t.Errorf("an empty %s may %s", a.Kind, action)
			}
		}
	}
}

func TestNames(t *testing.T) {
	for who, want := range map[string]string{"zero": "anonymous", "anon": "anonymous", "admin": "account:acc-admin", "gate": "terminal:t1", "key": "key:card1", "system": "system"} {
		if got := actors[who].Name(); got != want {
			t.Errorf("%s is %q, want %q", who, got, want)
		}
	}
}
