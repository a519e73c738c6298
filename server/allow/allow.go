// Package allow answers the one question of rights: may this actor do this to
// that target? Roles and rights are data (see grants), Can is pure, and every
// route, socket topic and job asks it; nothing else in the program compares
// roles.
//
// A grant joins who (a role, a guardian's right, a post, or how the actor is
// authenticated) with a scope (own school, own person, own child, the classes of
// a post, the terminal's school).
// Check turns a refusal into the right fault: a target of another school is
// NotFound, like a target that does not exist.
package allow

import "yunka/server/fault"

// Kind is how the asker was authenticated.
type Kind string

const (
	Anonymous Kind = "anonymous"
	Account   Kind = "account"  // a session
	Terminal  Kind = "terminal" // a bearer token or a paired kiosk
	Key       Kind = "key"      // a phone key that signed its request
	System    Kind = "system"   // the command line on the server itself
)

// Role is what a person is in a school.
type Role string

const (
	Student Role = "student"
	Teacher Role = "teacher"
	Parent  Role = "parent"
	Guard   Role = "guard"
	Admin   Role = "admin"
)

// Roles are those of the school's people, in the order people list them. The database
// takes any word; package campus stores these and RoleDelegate, no other.
var Roles = []Role{Student, Teacher, Parent, Guard, Admin}

// RoleDelegate is an adult whom a guardian asked to collect a child: nobody of the
// school's people, without an account. The card of that role presents, and a grown-up
// at the gate releases the child; no zone grants it anything, and no grant names it.
const RoleDelegate Role = "delegate"

// Seat is one active membership of the actor.
type Seat struct {
	School, Person, Membership string
	Role                       Role
}

// Actor is who is asking. The zero Actor is anonymous.
type Actor struct {
	Kind     Kind
	Account  string
	Seats    []Seat
	People   map[string]bool   // people this account is
	Children map[string]Rights // what it may do as a guardian for which child, restrictions applied
	Posts    []Held            // what it is in charge of now
	// For a terminal:
	Terminal       string
	TerminalSchool string
	Staff          bool // the terminal may show names and take a guard's PIN
	Feed           bool // it was granted the school's scans, not only its own
	Identity       bool // it was granted who somebody is in full
	// For a key: the card it belongs to.
	Card string
	// Applicants for whose families this browser has proved itself, with an account or
	// without: nobody of them is of the school's people.
	Applicants map[string]bool
}

// Target is what the action is about; unused fields stay empty.
type Target struct {
	School   string // school the target belongs to
	Person   string // whose card, whose data
	Class    string // class of that person
	Card     string
	Family   string // class of that pupil, or of a child of that guardian; "" for who holds a staff seat anywhere
	Building string // that it is about
	Gives    string // the person who gives the lesson, or runs the session, that it is about; "" is nobody
	// Applicant is one who is to begin at the school, whom it is about.
	Applicant string
}

// Action is one of a closed list.
type Action string

const (
	PagePublic      Action = "page.public"   // login, activation, health, static files
	SessionUse      Action = "session.use"   // own settings, log out, choose a school
	CardView        Action = "card.view"     // see a card page
	CardClaim       Action = "card.claim"    // put a card on a phone
	CardFreeze      Action = "card.freeze"   // stop a card; also a guardian for a child
	CardUnfreeze    Action = "card.unfreeze" // by the holder or a guardian, with a password
	CardConsent     Action = "card.consent"  // agree that a card is kept on phones, or no longer agree
	KeyContact      Action = "key.contact"   // a phone key renews its lease
	ChildView       Action = "child.view"
	InboxRead       Action = "inbox.read"      // the own messages, and when they come
	ChildTold       Action = "child.told"      // be told what happens to a child
	ClassTold       Action = "class.told"      // be told of a class or its pupils
	MessagesRead    Action = "messages.read"   // what was told to whom, what waits, what failed
	MessagesManage  Action = "messages.manage" // try again, drop, quiet hours, ways out of the card
	ConsoleView     Action = "console.view"    // the live dashboard
	PeopleRead      Action = "people.read"
	PeopleFreeze    Action = "people.freeze"
	PeopleActivate  Action = "people.activate"
	PeopleReset     Action = "people.reset"   // a slip that sets somebody's new password
	PeopleDisable   Action = "people.disable" // an account, for the school's people
	PeopleManage    Action = "people.manage"  // add people, change them, end memberships, join guardians
	PostsManage     Action = "posts.manage"   // give posts and end them; the teachers' file
	PeopleExport    Action = "people.export"  // a list as a file leaves the school's hands
	TerminalsRead   Action = "terminals.read"
	TerminalsManage Action = "terminals.manage"
	RosterRead      Action = "roster.read"
	RosterImport    Action = "roster.import"
	GatesRead       Action = "gates.read"
	GatesManage     Action = "gates.manage"
	PresenceAsk     Action = "presence.ask"   // may this person pass here now, and why
	PresenceReset   Action = "presence.reset" // forget where somebody is, for passback
	AuditRead       Action = "audit.read"
	VisitsInvite    Action = "visits.invite" // a guest of one's own, and see who comes
	VisitsEnd       Action = "visits.end"    // cancel, or sign out by hand
	ScanPresent     Action = "scan.present"
	ScanUpload      Action = "scan.upload"       // what a terminal decided alone
	ConflictsRead   Action = "conflicts.read"    // where that does not agree with the books
	ConflictsEnd    Action = "conflicts.resolve" // with a note
	ScanRead        Action = "scan.read"         // a terminal's own scans
	ScanFeed        Action = "scan.feed"         // the scans of the whole school
	ScanIdentity    Action = "scan.identity"     // school, role, number, full name and class of whom a scan is of
	ScanConfirm     Action = "scan.confirm"
	ScanManual      Action = "scan.manual"
	ScanUndo        Action = "scan.undo"     // who was let through did not pass
	ScanPassage     Action = "scan.passage"  // the door says that nobody went through
	PeopleSearch    Action = "people.search" // by a guard, at a staff terminal
	TerminalPair    Action = "terminal.pair" // with a one-time code, nothing else
	TerminalBeat    Action = "terminal.beat"
	PinSet          Action = "pin.set"
	SchoolManage    Action = "school.manage" // its name and zone, its first gates, the guided start
	Operate         Action = "operate"       // migrate, demo, import, verify: on the server itself

	AttendanceManage Action = "attendance.manage" // when whom is expected
	AttendanceRead   Action = "attendance.read"   // who of a class is here, and was; a person's own days, and a child's
	AttendanceMark   Action = "attendance.mark"   // say what a gate does not know
	AttendanceCall   Action = "attendance.call"   // the roll of a lesson, by who gives it or has the class
	AttendanceAsk    Action = "attendance.ask"    // to have a day counted otherwise
	// AttendanceApprove answers that; nobody does for themselves, their child or what they asked.
	AttendanceApprove Action = "attendance.approve"

	PickupRead       Action = "pickup.read"        // how a child goes home
	PickupPlan       Action = "pickup.plan"        // say how; a guardian until the cut-off
	PickupStaff      Action = "pickup.staff"       // answer what comes later, see a class
	PickupManage     Action = "pickup.manage"      // when children are let go, the school's list
	PickupRelease    Action = "pickup.release"     // hand a child over, at a staff terminal with a PIN
	PickupRestrict   Action = "pickup.restrict"    // what stands against an adult: read it, enter it, end it
	DelegateName     Action = "delegate.name"      // ask an adult to collect a child, and send the link
	DelegateRead     Action = "delegate.read"      // who was asked to collect a child: name, phone, photo
	DelegateEnd      Action = "delegate.end"       // they are not to collect the child after all
	LeaveRead        Action = "leave.read"         // the leaves of a person
	LeaveAsk         Action = "leave.ask"          // for oneself, or a child
	LeaveConfirm     Action = "leave.confirm"      // a guardian, what a pupil asked
	LeaveApprove     Action = "leave.approve"      // and reject; nobody the own, nor that of the own child
	LeaveApproveLong Action = "leave.approve_long" // more days than a class teacher may give
	LeaveEnd         Action = "leave.end"          // withdraw, cancel, come back early
	LeaveManage      Action = "leave.manage"       // whether leaving early is controlled; who is away

	WalletRead  Action = "wallet.read"  // somebody's money: what there is, and where it went
	WalletTopUp Action = "wallet.topup" // put money in
	WalletLimit Action = "wallet.limit" // what may be spent
	WalletPay   Action = "wallet.pay"   // say yes to a sale by PIN, and set that PIN
	ChargeTake  Action = "charge.take"  // ask for money at a till, ask what became of it, take it back the same day
	MoneyRead   Action = "money.read"   // all money of the school
	MoneyDesk   Action = "money.desk"   // take and give cash
	MoneyManage Action = "money.manage" // merchants, tills, subsidies, refunds, how a school pays

	SigninMake     Action = "signin.make"     // a session, and see one's own
	SigninRun      Action = "signin.run"      // its organisers: who is there, by hand, close
	SigninSelf     Action = "signin.self"     // sign in, and what one signed in to
	LibraryManage  Action = "library.manage"  // catalogue, rules, loans, figures
	LibraryRead    Action = "library.read"    // what somebody has borrowed; a guardian sees titles only by the reader's word
	LibraryUse     Action = "library.use"     // renew, and ask for a book
	LibraryConsent Action = "library.consent" // whether guardians read the titles
	LibraryClass   Action = "library.class"   // how much each pupil of a class reads; no titles
	LibraryDesk    Action = "library.desk"    // lend and take back, at a terminal of the library

	DormManage Action = "dorm.manage" // buildings, beds, who lives where
	DormWatch  Action = "dorm.watch"  // a building's nights, repairs and events
	DormRead   Action = "dorm.read"   // where somebody lives; roommates are shown to themselves alone
	DormAsk    Action = "dorm.ask"    // report what is broken in the own room, and say what roommates see

	NoticesPost   Action = "notices.post"   // tell a class, see who has read it
	NoticesManage Action = "notices.manage" // withdraw what somebody else told
	NoticesRead   Action = "notices.read"   // what a pupil's class is told

	ContactTalk Action = "contact.talk" // write to the teachers of a child, and as a teacher to a family
	ContactOpen Action = "contact.open" // threads that were reported; to read one takes a reason

	FacesSee       Action = "faces.see"       // the covers and logos of cards
	FacesDesign    Action = "faces.design"    // how cards look: draft, hand in, show, take back
	FacesReview    Action = "faces.review"    // say yes or no to what somebody else handed in
	FreshmenManage Action = "freshmen.manage" // who is to begin: lists, form, checklist, reviews, phones of who has not come
	FreshmenDesk   Action = "freshmen.desk"   // receive who comes on the day: at a desk, or as a helper with a phone
	FreshmenFamily Action = "freshmen.family" // what a family reads and sends before its child is a pupil

	TimetableRead   Action = "timetable.read"   // the lessons of a class; a teacher's or a room's too, with the whole school
	TimetableManage Action = "timetable.manage" // terms, periods, lessons, substitutions
)

type scope int

const (
	anyone scope = iota
	signedIn
	inSchool    // a seat with the role in the target's school
	self        // the target is a person the account is
	child       // the target is a child for whom the account has the grant's right
	theClass    // the target is in a class that the post covers
	theFamily   // the target is a pupil or a guardian of a class that the post covers, and nobody's staff
	theBuilding // the post is of the target's building
	theSchool   // the post is of the target's school
	theLesson   // a seat with the role in the target's school, as the person who gives the lesson or runs the session
	atTerminal  // the target's school is the terminal's
	atStaff     // the same, and the terminal is a staff terminal
	withFeed    // the same as atTerminal, and it was granted the feed
	withID      // and it was granted identities
	ownFamily   // the browser has proved that it is of the applicant's family
	ownCard     // the key belongs to the target card
	onTheServer // command line
)

type grant struct {
	scope scope
	role  Role   // for inSchool, "" is any; for theLesson
	right Rights // for child
	post  Post   // for theClass, theFamily, theBuilding and theSchool
}

// only is a grant that its scope says in full.
func only(s scope) grant { return grant{scope: s} }

// role is for who sits in the target's school with that role.
func role(r Role) grant { return grant{scope: inSchool, role: r} }

// guardian is for an adult who has that right for the child.
func guardian(r Rights) grant { return grant{scope: child, right: r} }

// post is for who holds that post; the scope says what the target must be.
func post(p Post, s scope) grant { return grant{scope: s, post: p} }

var admins = []grant{role(Admin)}

// grants is the whole policy. A post gives the least with which its holder can do
// the work:
//
//	class teacher    reads the pupils of the class, is told of them and prints reset slips for its families
//	subject teacher  reads the timetable of the classes, as class teachers and grade heads do;
//	                 calls the roll of the lessons of the day, which takes no post: who gives
//	                 a lesson, by the timetable or instead of somebody, may
//	grade head       reads the pupils of the grade; resets nobody
//	registrar        reads people and imports rosters, by which nobody becomes staff; runs the
//	                 intake of new pupils, but makes nobody one; does not
//	                 manage people, because whoever adds people can add an admin; manages
//	                 terms, periods, the timetable and substitutions
//	gate manager     gates, zones, rules, groups and calendar; asks what a rule does; sees whether
//	                 readers work, but makes no tokens
//	auditor          reads the audit
//
//	finance          the school's money: the cash desk, merchants, subsidies, refunds; no
//	                 admin sees it without that post
//
//	librarian        the library: catalogue, rules, loans, figures
//
//	warden           the building: who is back at night, what is broken, what happened at its doors
//
// Cashier gives nothing until the scene that needs it is here. Nobody but an admin gives posts: who does could
// give any of these rights to himself.
var grants = map[Action][]grant{
	PagePublic:      {only(anyone)},
	TerminalPair:    {only(anyone)},
	SessionUse:      {only(signedIn)},
	CardView:        {only(self)},
	CardClaim:       {only(self)},
	CardFreeze:      {only(self), guardian(View), role(Admin)},
	CardUnfreeze:    {only(self), guardian(View), role(Admin)},
	CardConsent:     {only(self), guardian(Consent)},
	KeyContact:      {only(ownCard)},
	ChildView:       {guardian(View)},
	InboxRead:       {only(self)},
	ChildTold:       {guardian(View | Notify)},
	ClassTold:       {post(ClassTeacher, theClass)},
	MessagesRead:    admins,
	MessagesManage:  admins,
	ConsoleView:     admins,
	PeopleRead:      {role(Admin), post(Registrar, theSchool), post(GradeHead, theClass), post(ClassTeacher, theClass)},
	PeopleFreeze:    admins,
	PeopleActivate:  {role(Admin), only(onTheServer)},
	PeopleReset:     {role(Admin), post(ClassTeacher, theFamily), only(onTheServer)},
	PeopleDisable:   admins,
	PeopleExport:    admins,
	PeopleManage:    admins,
	TerminalsRead:   {role(Admin), post(GateManager, theSchool)},
	TerminalsManage: admins,
	RosterRead:      {role(Admin), post(Registrar, theSchool)},
	RosterImport:    {role(Admin), post(Registrar, theSchool), only(onTheServer)},
	GatesRead:       {role(Admin), post(GateManager, theSchool)},
	GatesManage:     {role(Admin), post(GateManager, theSchool)},
	PresenceAsk:     {role(Admin), post(GateManager, theSchool), only(atStaff)},
	PresenceReset:   {role(Admin), only(atStaff)},
	AuditRead:       {role(Admin), post(Auditor, theSchool)},
	PostsManage:     admins,
	SchoolManage:    admins,
	VisitsInvite:    {role(Admin), role(Teacher)},
	VisitsEnd:       {role(Admin), only(self)},
	ScanPresent:     {only(atTerminal)},
	ScanUpload:      {only(atTerminal)},
	ConflictsRead:   admins,
	ConflictsEnd:    admins,
	ScanRead:        {only(atTerminal)},
	ScanFeed:        {only(withFeed)},
	ScanIdentity:    {only(withID)},
	TerminalBeat:    {only(atTerminal)},
	ScanConfirm:     {only(atStaff)},
	ScanManual:      {only(atStaff)},
	ScanUndo:        {only(atStaff)},
	ScanPassage:     {only(atTerminal)},
	PeopleSearch:    {only(atStaff)},
	PinSet:          {only(self)},
	Operate:         {only(onTheServer)},

	AttendanceManage: {role(Admin)},
	AttendanceRead:   {only(self), guardian(View), role(Admin), post(ClassTeacher, theClass), post(SubjectTeacher, theClass), post(GradeHead, theClass)},
	AttendanceMark:   {role(Admin), post(ClassTeacher, theClass), post(SubjectTeacher, theClass), post(GradeHead, theClass)},
	AttendanceCall:   {post(ClassTeacher, theClass), post(GradeHead, theClass), {scope: theLesson, role: Teacher}},
	AttendanceAsk:    {only(self), guardian(View), role(Admin), post(ClassTeacher, theClass), post(GradeHead, theClass)},

	AttendanceApprove: {role(Admin), post(ClassTeacher, theClass), post(GradeHead, theClass)},

	PickupRead:       {guardian(View), role(Admin), post(ClassTeacher, theClass), post(GradeHead, theClass)},
	PickupPlan:       {guardian(View | Pickup), role(Admin), post(ClassTeacher, theClass), post(GradeHead, theClass)},
	PickupStaff:      {role(Admin), post(ClassTeacher, theClass), post(GradeHead, theClass)},
	PickupManage:     admins,
	PickupRelease:    {only(atStaff)},
	PickupRestrict:   admins,
	DelegateName:     {guardian(Delegate)},
	DelegateRead:     {guardian(Delegate), role(Admin), post(ClassTeacher, theClass), post(GradeHead, theClass)},
	DelegateEnd:      {guardian(Delegate), role(Admin), post(ClassTeacher, theClass), post(GradeHead, theClass)},
	LeaveRead:        {only(self), guardian(Leave), role(Admin), post(ClassTeacher, theClass), post(GradeHead, theClass)},
	LeaveAsk:         {only(self), guardian(Leave)},
	LeaveConfirm:     {guardian(Leave)},
	LeaveApprove:     {role(Admin), post(ClassTeacher, theClass), post(GradeHead, theClass)},
	LeaveApproveLong: {role(Admin), post(GradeHead, theClass)},
	LeaveEnd:         {only(self), guardian(Leave), role(Admin), post(ClassTeacher, theClass), post(GradeHead, theClass)},
	LeaveManage:      admins,

	WalletRead:  {only(self), guardian(Pay), post(Finance, theSchool)},
	WalletTopUp: {only(self), guardian(Pay)},
	WalletLimit: {guardian(Pay)},
	WalletPay:   {only(self)},
	ChargeTake:  {only(atTerminal)},
	MoneyRead:   {post(Finance, theSchool)},
	MoneyDesk:   {post(Finance, theSchool)},
	MoneyManage: {post(Finance, theSchool)},

	SigninMake:     {role(Admin), role(Teacher)},
	SigninRun:      {role(Admin), {scope: theLesson, role: Teacher}},
	SigninSelf:     {only(self)},
	LibraryManage:  {role(Admin), post(Librarian, theSchool)},
	LibraryRead:    {only(self), guardian(View)},
	LibraryUse:     {only(self)},
	LibraryConsent: {only(self)},
	LibraryClass:   {post(ClassTeacher, theClass), post(GradeHead, theClass)},
	LibraryDesk:    {only(atTerminal)},

	DormManage: admins,
	DormWatch:  {role(Admin), post(Warden, theBuilding)},
	DormRead:   {only(self), guardian(View)},
	DormAsk:    {only(self)},

	NoticesPost:   {role(Admin), post(ClassTeacher, theClass), post(SubjectTeacher, theClass), post(GradeHead, theClass)},
	NoticesManage: admins,
	NoticesRead:   {only(self), guardian(View)},

	ContactTalk: {only(self), guardian(View), {scope: theLesson, role: Teacher}},
	ContactOpen: admins,

	FacesSee:       {role("")},
	FacesDesign:    admins,
	FacesReview:    admins,
	FreshmenManage: {role(Admin), post(Registrar, theSchool)},
	FreshmenDesk:   {only(atTerminal), role(Admin), post(Registrar, theSchool), {scope: theLesson, role: Teacher}},
	FreshmenFamily: {only(ownFamily)},

	TimetableManage: {role(Admin), post(Registrar, theSchool)},
	TimetableRead: {role(Admin), post(Registrar, theSchool),
		post(GradeHead, theClass), post(ClassTeacher, theClass), post(SubjectTeacher, theClass)},
}

// Actions lists every action of the policy.
func Actions() []Action {
	list := make([]Action, 0, len(grants))
	for a := range grants {
		list = append(list, a)
	}
	return list
}

// Can decides. It looks at nothing but its arguments.
func Can(a Actor, action Action, t Target) bool {
	for _, g := range grants[action] {
		if g.holds(a, t) {
			return true
		}
	}
	return false
}

func (g grant) holds(a Actor, t Target) bool {
	switch g.scope {
	case anyone:
		return true
	case signedIn:
		return a.Kind == Account
	case inSchool:
		return a.Kind == Account && a.sits(t.School, g.role)
	case self:
		return a.Kind == Account && t.Person != "" && a.People[t.Person]
	case child:
		return a.Kind == Account && t.Person != "" && a.Children[t.Person].Has(g.right)
	case theClass:
		return a.Kind == Account && a.covers(g.post, t.School, t.Class)
	case theFamily:
		return a.Kind == Account && a.covers(g.post, t.School, t.Family)
	case theBuilding:
		return a.Kind == Account && a.keeps(g.post, t.School, t.Building)
	case theSchool:
		return a.Kind == Account && a.runs(g.post, t.School)
	case theLesson:
		return a.Kind == Account && a.gives(g.role, t.School, t.Gives)
	case atTerminal:
		return a.Kind == Terminal && t.School != "" && a.TerminalSchool == t.School
	case atStaff:
		return a.Kind == Terminal && a.Staff && t.School != "" && a.TerminalSchool == t.School
	case withFeed:
		return a.Kind == Terminal && a.Feed && t.School != "" && a.TerminalSchool == t.School
	case withID:
		return a.Kind == Terminal && a.Identity && t.School != "" && a.TerminalSchool == t.School
	case ownFamily:
		return t.Applicant != "" && a.Applicants[t.Applicant]
	case ownCard:
		return a.Kind == Key && t.Card != "" && a.Card == t.Card
	case onTheServer:
		return a.Kind == System
	}
	return false
}

func (a Actor) sits(school string, role Role) bool {
	for _, s := range a.Seats {
		if school != "" && s.School == school && (role == "" || s.Role == role) {
			return true
		}
	}
	return false
}

// gives reports whether the actor is the person who gives a lesson of the school, and
// sits there in that role.
func (a Actor) gives(role Role, school, person string) bool {
	for _, s := range a.Seats {
		if school != "" && s.School == school && person != "" && s.Person == person && s.Role == role {
			return true
		}
	}
	return false
}

// InSchool reports whether the actor has anything to do with the school at all.
func (a Actor) InSchool(school string) bool {
	switch a.Kind {
	case System:
		return true
	case Terminal:
		return school != "" && a.TerminalSchool == school
	}
	return a.sits(school, "")
}

// Check is Can as an error: Unauthenticated for the anonymous, NotFound for a
// target of a school that is not the actor's, Forbidden otherwise.
func Check(a Actor, action Action, t Target) error {
	if Can(a, action, t) {
		return nil
	}
	switch {
	case a.Kind == "" || a.Kind == Anonymous:
		return fault.New(fault.Unauthenticated, "login_required")
	case t.School != "" && !a.InSchool(t.School):
		return fault.New(fault.NotFound, "not_found")
	}
	return fault.New(fault.Forbidden, "forbidden")
}

// Name identifies the actor in an audit event: "account:…", "terminal:…".
func (a Actor) Name() string {
	switch a.Kind {
	case Account:
		return "account:" + a.Account
	case Terminal:
		return "terminal:" + a.Terminal
	case Key:
		return "key:" + a.Card
	case System:
		return "system"
	}
	return "anonymous"
}
