// Package demo makes a school to try Yunka with: a roster through the real
// importer, gates, readers, and a login for each role. It never touches a
// database that holds anything else, and a banner marks every page of it.
//
// The passwords and tokens are random and shown; `yunka serve --demo` also
// keeps them in demo.json in the data directory (readable by its owner only),
// because a database stores hashes and the next start has to print them again.
package demo

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/post"
	"yunka/server/roster"
	"yunka/server/secret"
	"yunka/server/terminal"
)

// Services are what a demo school is made with.
type Services struct {
	DB        *db.DB
	Accounts  *account.Service
	Campus    *campus.Service
	Roster    *roster.Service
	Cards     *card.Service
	Terminals *terminal.Service
	// Fill adds what the scenes have to show, as an admin of the school; nil: nothing.
	Fill func(ctx context.Context, admin allow.Actor, school string) error
	// Pupils is how many a class has; 0 is usualPupils. More than maxPupils are refused.
	Pupils int
}

const usualPupils, maxPupils = 15, 60

// Login is somebody to log in as.
type Login struct {
	Name     string `json:"name"`
	Login    string `json:"login"`
	Password string `json:"password"`
	Chip     string `json:"chip,omitempty"` // the student's physical card
	PIN      string `json:"pin,omitempty"`  // the guard's and the admin's, for staff terminals
}

// Reader is a terminal with its bearer token.
type Reader struct {
	Name  string `json:"name"`
	Token string `json:"token"`
	Gate  string `json:"gate"`
	Staff bool   `json:"staff,omitempty"`
}

// Screen is a tablet or a board that waits for its one-time code. The code holds for
// terminal.PairingLife; afterwards the office makes a new one.
type Screen struct {
	Name  string `json:"name"`
	Scene string `json:"scene"`
	Code  string `json:"code"`
}

// Demo is what a visitor needs to know.
type Demo struct {
	School    string   `json:"school"` // slug
	Admin     Login    `json:"admin"`
	Teacher   Login    `json:"teacher"`
	Parent    Login    `json:"parent"`
	Student   Login    `json:"student"`
	Guard     Login    `json:"guard"`
	Finance   Login    `json:"finance"`
	Terminals []Reader `json:"terminals"`
	Screens   []Screen `json:"screens"`
}

const (
	slug       = "demo"
	schoolName = "澄湖实验学校"
)

// File holds the demo's logins, in the data directory.
const File = "demo.json"

// Exists says whether a demo school has been made in this database.
func Exists(ctx context.Context, d *db.DB) (bool, error) {
	_, isDemo, err := look(ctx, d)
	return isDemo, err
}

// ErrNotDemo refuses to write into a school's real books.
var ErrNotDemo = errors.New("this database holds a real school: yunka demo works on an empty or a demo database only")

// Ensure makes the demo school in an empty database, and otherwise reads what
// was printed when it was made.
func Ensure(ctx context.Context, s Services, dataDir string) (Demo, error) {
	empty, isDemo, err := look(ctx, s.DB)
	if err != nil {
		return Demo{}, err
	}
	if !empty && !isDemo {
		return Demo{}, ErrNotDemo
	}
	if isDemo {
		b, err := os.ReadFile(filepath.Join(dataDir, File))
		if err == nil {
			var d Demo
			return d, json.Unmarshal(b, &d)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return Demo{}, err
		}
	}
	return Build(ctx, s, dataDir)
}

// Build makes the demo school, anew if there is one.
func Build(ctx context.Context, s Services, dataDir string) (Demo, error) {
	empty, isDemo, err := look(ctx, s.DB)
	if err != nil {
		return Demo{}, err
	}
	if !empty && !isDemo {
		return Demo{}, ErrNotDemo
	}
	if !empty {
		if err := s.DB.Wipe(ctx); err != nil {
			return Demo{}, err
		}
	}
	if s.Pupils == 0 {
		s.Pupils = usualPupils
	}
	if s.Pupils < 1 || s.Pupils > maxPupils {
		return Demo{}, fmt.Errorf("a class of the demo school has 1 to %d pupils", maxPupils)
	}
	b := builder{Services: s, d: Demo{School: slug}, names: newNames()}
	if err := b.build(ctx); err != nil {
		return Demo{}, fmt.Errorf("demo: %w", err)
	}
	out, err := json.MarshalIndent(b.d, "", "  ")
	if err != nil {
		return Demo{}, err
	}
	if err := os.MkdirAll(dataDir, 0o700); err != nil {
		return Demo{}, err
	}
	return b.d, os.WriteFile(filepath.Join(dataDir, File), append(out, '\n'), 0o600)
}

func look(ctx context.Context, d *db.DB) (empty, isDemo bool, err error) {
	var schools, demos, accounts int
	err = d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT (SELECT count(*) FROM school), (SELECT count(*) FROM school WHERE demo), (SELECT count(*) FROM account)").Scan(ctx, &schools, &demos, &accounts)
	})
	return schools == 0 && accounts == 0, schools > 0 && schools == demos, err
}

type builder struct {
	Services
	d      Demo
	school string
	names  names
}

var system = allow.Actor{Kind: allow.System}

func (b *builder) build(ctx context.Context) error {
	var gates map[string]string
	var staff struct{ admin, teacher, guard, finance string }
	err := b.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if b.school, err = campus.CreateSchool(ctx, tx, campus.School{Slug: slug, Name: schoolName, Demo: true}); err != nil {
			return err
		}
		if gates, err = b.places(ctx, tx); err != nil {
			return err
		}
		for _, m := range []struct {
			id   *string
			name string
			role allow.Role
		}{{&staff.admin, "赵立新", allow.Admin}, {&staff.teacher, "陈思远", allow.Teacher}, {&staff.guard, "王建国", allow.Guard}, {&staff.finance, "周敏", allow.Teacher}} {
			if *m.id, err = campus.AddPerson(ctx, tx, campus.Person{SchoolID: b.school, Name: m.name}); err != nil {
				return err
			}
			if _, _, err = campus.AddMembership(ctx, tx, campus.Membership{SchoolID: b.school, PersonID: *m.id, Role: m.role}); err != nil {
				return err
			}
		}
		// It has all that the guided start leads to.
		if _, err := tx.NewRaw("INSERT INTO school_start (school_id, checked_at, done_at) VALUES (?, ?, ?)", b.school, tx.NowMS(), tx.NowMS()).Exec(ctx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: b.school, Actor: system.Name(), Action: "demo.made", Target: "school:" + b.school})
	})
	if err != nil {
		return err
	}
	res, err := b.Roster.Import(ctx, system, b.school, "demo.csv", strings.NewReader(rosterFile(b.names, b.Pupils)), roster.ImportOptions{})
	if err != nil {
		return err
	}
	if !res.Applied {
		return fmt.Errorf("the demo roster was refused: %v", res.Problems)
	}
	var student, parent, class string
	err = b.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.NewRaw("SELECT p.id, m.class_id FROM person p JOIN membership m ON m.person_id = p.id WHERE p.school_id = ? AND p.number = ?", b.school, starNumber).Scan(ctx, &student, &class)
		if err != nil {
			return err
		}
		if err := tx.NewRaw("SELECT id FROM person WHERE school_id = ? AND phone = ? AND name = ?", b.school, starPhone, starMother).Scan(ctx, &parent); err != nil {
			return err
		}
		if _, err := post.Add(ctx, tx, post.Post{SchoolID: b.school, PersonID: staff.teacher, Kind: allow.ClassTeacher, OfWhat: allow.OfClass, OfID: class}); err != nil {
			return err
		}
		if _, err := post.Add(ctx, tx, post.Post{SchoolID: b.school, PersonID: staff.finance, Kind: allow.Finance, OfWhat: allow.OfSchool}); err != nil {
			return err
		}
		if err := access.Bump(ctx, tx, b.school); err != nil {
			return err
		}
		for _, r := range []Reader{{Name: "南门 1 号闸", Gate: "南门进"}, {Name: "南门 2 号闸", Gate: "南门出"}, {Name: "图书馆门", Gate: "图书馆"}, {Name: "值班室", Gate: "南门进", Staff: true}} {
			_, r.Token, err = b.Terminals.AddIn(ctx, tx, b.school, terminal.Draft{Name: r.Name, Kind: "reader", Scene: "gate", Staff: r.Staff, Gate: gates[r.Gate]})
			if err != nil {
				return err
			}
			b.d.Terminals = append(b.d.Terminals, r)
		}
		for _, x := range []Screen{{Name: "南门接送点 1", Scene: "pickup"}, {Name: "南门接送点 2", Scene: "pickup"}, {Name: "南门接送点 3", Scene: "pickup"}, {Name: "大厅接送屏", Scene: "board"}} {
			_, x.Code, err = b.Terminals.AddIn(ctx, tx, b.school, terminal.Draft{Name: x.Name, Kind: terminal.Kiosk, Scene: x.Scene, Staff: x.Scene == "pickup", Gate: gates["南门出"]})
			if err != nil {
				return err
			}
			b.d.Screens = append(b.d.Screens, x)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, l := range []struct {
		to                  *Login
		person, name, login string
	}{{&b.d.Admin, staff.admin, "赵立新", "admin"}, {&b.d.Teacher, staff.teacher, "陈思远", "teacher"}, {&b.d.Guard, staff.guard, "王建国", "guard"}, {&b.d.Finance, staff.finance, "周敏", "finance"},
		{&b.d.Parent, parent, starMother, "parent"}, {&b.d.Student, student, starName, "student"}} {
		if *l.to, err = b.login(ctx, l.person, l.name, l.login); err != nil {
			return err
		}
	}
	b.d.Student.Chip = starChip
	if err := b.schoolTime(ctx, staff.teacher, class); err != nil {
		return err
	}
	if err := b.agree(ctx, student); err != nil {
		return err
	}
	if b.Fill != nil {
		if err := b.portraits(ctx); err != nil {
			return err
		}
		admin, err := b.adminActor(ctx)
		if err != nil {
			return err
		}
		if err := b.Fill(ctx, admin, b.school); err != nil {
			return err
		}
	}
	if b.d.Guard.PIN, err = b.pinOf(ctx, staff.guard, allow.Guard); err != nil {
		return err
	}
	b.d.Admin.PIN, err = b.pinOf(ctx, staff.admin, allow.Admin)
	return err
}

// pinOf gives somebody of the staff a PIN for terminals.
func (b *builder) pinOf(ctx context.Context, person string, role allow.Role) (text string, err error) {
	self := allow.Actor{Kind: allow.Account, People: map[string]bool{person: true}, Seats: []allow.Seat{{School: b.school, Person: person, Role: role}}}
	for {
		text = pin()
		if err = b.Accounts.SetPIN(ctx, self, person, text); fault.As(err).Code != "pin_weak" && fault.As(err).Code != "pin_taken" {
			return text, err
		}
	}
}

func (b *builder) login(ctx context.Context, person, name, login string) (Login, error) {
	code, _, err := b.Accounts.IssueActivation(ctx, system, person)
	if err != nil {
		return Login{}, err
	}
	l := Login{Name: name, Login: login, Password: strings.ToLower(secret.Code(4) + "-" + secret.Code(4) + "-" + secret.Code(4))}
	_, err = b.Accounts.Activate(ctx, code, l.Login, l.Password, "zh-CN")
	return l, err
}

// agree lets the mother say yes to her child's card on a phone, as she would on
// her own page: else the pupil's login could only look.
func (b *builder) agree(ctx context.Context, child string) error {
	var mother, theCard string
	err := b.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT a.id, k.id FROM account a, card k WHERE a.login = ? AND k.person_id = ?", b.d.Parent.Login, child).Scan(ctx, &mother, &theCard)
	})
	if err != nil {
		return err
	}
	actor, err := b.Accounts.Actor(ctx, mother)
	if err != nil {
		return err
	}
	return b.Cards.Agree(ctx, actor, theCard, card.ConsentVersion)
}

// pin is six digits; now and then they are ones that are refused.
func pin() string {
	n, _ := rand.Int(rand.Reader, big.NewInt(1_000_000)) // crypto/rand never fails
	return fmt.Sprintf("%06d", n)
}

// places: the campus with two gates, the library behind it with its own.
func (b *builder) places(ctx context.Context, tx *db.Tx) (map[string]string, error) {
	main, err := access.AddZone(ctx, tx, b.school, "校园", "")
	if err != nil {
		return nil, err
	}
	library, err := access.AddZone(ctx, tx, b.school, "图书馆", main)
	if err != nil {
		return nil, err
	}
	gates := map[string]string{}
	for _, g := range []struct {
		name, zone string
		dir        rule.Direction
	}{{"南门进", main, rule.In}, {"南门出", main, rule.Out}, {"图书馆", library, rule.In}} {
		if gates[g.name], err = access.AddGate(ctx, tx, b.school, g.zone, g.name, g.dir); err != nil {
			return nil, err
		}
	}
	for day := 1; day <= 7; day++ { // the library sleeps at night, the main gate never
		if err := access.AddOpening(ctx, tx, b.school, gates["图书馆"], access.Opening{Weekday: day, From: 7 * 60, To: 22 * 60}); err != nil {
			return nil, err
		}
	}
	for _, role := range allow.Roles {
		if err := access.SetRight(ctx, tx, b.school, main, string(role), rule.RightToPass); err != nil {
			return nil, err
		}
		effect := rule.RightToPass
		if role == allow.Parent {
			effect = rule.RightWithStaff // a guest of the library: staff looks
		}
		if err := access.SetRight(ctx, tx, b.school, library, string(role), effect); err != nil {
			return nil, err
		}
	}
	return gates, nil
}
