package app_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/coder/websocket"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/api"
	"yunka/server/cardcode"
	"yunka/server/cli"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/live"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/secret"
	"yunka/server/terminal"
)

// probe says how a route is asked so that nothing but the right can refuse it.
type probe struct {
	on      kind
	path    func(*matrix, cell) string
	body    func(*matrix, cell) ask
	arrange func(*matrix, cell) cell
	run     func(*matrix, cell, ask) reply

	shows      []string // roles of staff to whom it shows people: each look is on record
	unrecorded string   // why a success leaves no audit event
	decided    bool     // a stranger's chip gets a decision, which is DENY
}

const (
	ownSession = "a browser's own session and settings"
	scanIsFact = "the scan itself is the record, numbered in the feed"
	noFact     = "no change that anybody is asked about"
)

var staff = []string{"teacher", "admin", "staff terminal", "staff kiosk"}

func page() probe { return probe{} }

func forms(pairs ...string) func(*matrix, cell) ask {
	return func(*matrix, cell) ask {
		v := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return ask{form: v}
	}
}

// state sets what a button leads away from.
func state(query string) func(*matrix, cell) cell {
	return func(m *matrix, c cell) cell {
		m.ours.Exec(m.T, query, c.id)
		return c
	}
}

func jsonBody(format string, args ...func(*matrix, cell) any) func(*matrix, cell) ask {
	return func(m *matrix, c cell) ask {
		values := make([]any, len(args))
		for i, arg := range args {
			values[i] = arg(m, c)
		}
		return ask{json: fmt.Sprintf(format, values...)}
	}
}

func freshKey(m *matrix, _ cell) any { return m.ours.Key() }

func named(_ *matrix, c cell) any { return c.id }

// probes is every line of the matrix: the routes of the pages and of the API,
// the topics of the socket, the commands. Each face, scene and kit adds its own.
var probes = map[string]probe{}

// add takes the probes of one; two for one line are a mistake.
func add(list map[string]probe) {
	for line, p := range list {
		if _, twice := probes[line]; twice {
			panic("two probes of " + line)
		}
		probes[line] = p
	}
}

// lines is what the program has: the routes of both doors, the kinds of topics,
// the commands.
func (m *matrix) lines() (list []string) {
	for _, rt := range m.app.Web.Routes() {
		list = append(list, rt.Method+" "+rt.Pattern)
	}
	kinds := append(m.app.Web.Topics(), live.Gate) // named and not mounted
	slices.Sort(kinds)
	for _, kind := range slices.Compact(kinds) {
		list = append(list, "SOCKET "+kind+":{id}")
	}
	for _, rt := range api.Routes() {
		list = append(list, rt.Method+" "+rt.Path)
	}
	return append(list, commands(m)...)
}

var commandLine = regexp.MustCompile(`(?m)^  ([a-z]+(?: [a-z]+)*)\b`)

// commands are read from the help, which lists them all.
func commands(m *matrix) (list []string) {
	var out bytes.Buffer
	if code := cli.Main([]string{"--help"}, &out, &out); code != 0 {
		m.Fatalf("%d %s", code, out.String())
	}
	_, help, _ := strings.Cut(out.String(), "Commands:")
	for _, found := range commandLine.FindAllStringSubmatch(help, -1) {
		list = append(list, "COMMAND "+found[1])
	}
	return list
}

// command asks allow what a role may do by itself.
func command(action allow.Action) probe {
	on := aSchool
	if action == allow.PagePublic { // anybody's, in any school
		on = nothing
	}
	return probe{on: on, unrecorded: "asked of the policy alone", run: func(m *matrix, c cell, _ ask) reply {
		who := allow.Actor{Kind: allow.Anonymous}
		switch c.who.role {
		case "terminal":
			who = m.ours.Reader.Actor()
		case "staff terminal":
			who = m.ours.StaffReader.Actor()
		case "kiosk":
			who = m.ours.Kiosk.Actor()
		case "staff kiosk":
			who = m.ours.StaffKiosk.Actor()
		default:
			if c.who.account == "" {
				break
			}
			var err error
			if who, err = m.app.Accounts.Actor(m.Context(), c.who.account); err != nil {
				m.Fatal(err)
			}
		}
		if err := allow.Check(who, action, allow.Target{School: c.id}); err != nil {
			return reply{status: fault.Status(err)}
		}
		return reply{status: http.StatusOK}
	}}
}

// claim makes a key as a phone does, and signs the challenge if this actor gets one.
func claim(m *matrix, c cell) ask {
	challenge := secret.Token(32)
	if c.who.account != "" {
		who, err := m.app.Accounts.Actor(m.Context(), c.who.account)
		if err != nil {
			m.Fatal(err)
		}
		if given, err := m.app.Cards.Challenge(m.Context(), who, c.id); err == nil {
			challenge = given
		}
	}
	raw, err := base64.RawURLEncoding.DecodeString(challenge)
	if err != nil {
		m.Fatal(err)
	}
	pub, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		m.Fatal(err)
	}
	return ask{json: fmt.Sprintf(`{"challenge":%q,"public_key":%q,"signature":%q,"device":"test","replace":true,"password":%q}`, challenge, hex.EncodeToString(pub),
		hex.EncodeToString(ed25519.Sign(key, cardcode.ClaimMessage([32]byte(raw), pub))), passphrase)}
}

// handle names the key of the target; the actor signs with the key it has.
func handle(_ *matrix, c cell) cell {
	c.id = strconv.FormatUint(c.holder.Handle, 10)
	return c
}

// waiting makes a scan of the target's school that waits for staff.
func waiting(m *matrix, c cell) cell {
	b, err := m.app.Scans.Present(m.Context(), scan.Presentation{Terminal: c.school.StaffReader, Key: c.school.Key(), Chip: c.school.Parent.Chip})
	if err != nil {
		m.Fatal(err)
	}
	a := scantest.Decode(m.T, b)
	if a.Decision != "CONFIRM" {
		m.Fatalf("%s", b)
	}
	c.id = a.Scan
	return c
}

// withListKey has the school's key for lists and what they last said written down,
// which the first list does.
func withListKey(m *matrix, c cell) cell {
	if _, err := access.NewLists(m.app.DB).Make(m.Context(), m.ours.StaffKiosk.Actor(), 0, m.app.DB.Now()); err != nil {
		m.Fatal(err)
	}
	return c
}

// onDuty opens the search of our staff kiosk.
func onDuty(m *matrix, c cell) cell {
	if err := m.app.Accounts.TakeDuty(m.Context(), m.ours.StaffKiosk.Actor(), guardPIN); err != nil {
		m.Fatal(err)
	}
	return c
}

// presented is the second presentation of somebody at the school's staff kiosk.
func presented(m *matrix, c cell) cell {
	for range 2 {
		b, err := m.app.Scans.Present(m.Context(), scan.Presentation{Terminal: c.school.StaffKiosk, Key: c.school.Key(), Chip: c.school.Teacher.Chip})
		if err != nil {
			m.Fatal(err)
		}
		c.id = scantest.Decode(m.T, b).Scan
	}
	return c
}

// letThrough makes the staff kiosk, or a terminal of the other school, open for
// somebody.
func letThrough(m *matrix, c cell) cell {
	at := m.ours.StaffKiosk
	if c.target == "foreign" {
		at = c.school.StaffReader
	}
	switch { // the door reports what it saw itself
	case strings.Contains(c.line, "/passage") && c.who.role == "terminal":
		at = c.school.Reader
	case strings.Contains(c.line, "/passage"):
		at = c.school.StaffReader
	}
	b, err := m.app.Scans.Present(m.Context(), scan.Presentation{Terminal: at, Key: c.school.Key(), Chip: c.school.Teacher.Chip})
	if err != nil {
		m.Fatal(err)
	}
	a := scantest.Decode(m.T, b)
	if !a.Open {
		m.Fatalf("%s", b)
	}
	c.id = a.Scan
	return c
}

// passed makes the staff kiosk's strip show somebody.
func passed(m *matrix, c cell) cell {
	for _, who := range []terminal.Identity{m.ours.StaffKiosk, m.ours.Reader, m.ours.StaffReader} { // a token reads its own
		if _, err := m.app.Scans.Present(m.Context(), scan.Presentation{Terminal: who, Key: m.ours.Key(), Chip: m.ours.Teacher.Chip}); err != nil {
			m.Fatal(err)
		}
	}
	return c
}

// suspended stops the target; who is suspended has no rights, so an actor does
// not stop itself.
func suspended(m *matrix, c cell) cell {
	if c.target != "self" {
		m.ours.Exec(m.T, "UPDATE person SET state = 'suspended' WHERE id = ?", c.id)
	}
	return c
}

// spare is a fresh reader of the target's school.
func spare(m *matrix, c cell) cell {
	id, _, err := m.app.Terminals.Add(m.Context(), c.school.World.Admin, c.school.School, terminal.Draft{Name: "Spare " + c.school.Key(), Kind: "reader", Scene: "gate", Gate: c.school.GateIn})
	if err != nil {
		m.Fatal(err)
	}
	c.id = id
	return c
}

var chips int

// somebody new for the books.
func somebody(_ *matrix, c cell) ask {
	return ask{form: url.Values{"school": {c.id}, "name": {"新同事"}, "number": {"N" + db.NewID()}, "role": {"guard"}}}
}

// forSchool is a form that names the school it is for.
func forSchool(pairs ...string) func(*matrix, cell) ask {
	return func(_ *matrix, c cell) ask {
		v := url.Values{"school": {c.id}}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return ask{form: v}
	}
}

func upload(m *matrix, c cell) ask { return fileFor(m, c, rosterFile("N"+m.ours.Key())) }

// fileFor is a file that is put into effect at once.
func fileFor(m *matrix, c cell, content string) ask {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for _, field := range [][2]string{{"school", c.id}, {"apply", "yes"}} {
		if err := w.WriteField(field[0], field[1]); err != nil {
			m.Fatal(err)
		}
	}
	f, err := w.CreateFormFile("roster", "roster.csv")
	if err != nil {
		m.Fatal(err)
	}
	if _, err := f.Write([]byte(content)); err != nil {
		m.Fatal(err)
	}
	if err := w.Close(); err != nil {
		m.Fatal(err)
	}
	return ask{body: buf.String(), kind: w.FormDataContentType()}
}

// socket joins a topic. "101" has got the topic's first frame; a page that is
// logged out is told so on the open socket, which counts as 401.
func socket(topic string) func(*matrix, cell, ask) reply {
	return func(m *matrix, c cell, q ask) reply {
		id := c.id
		if id == "" {
			id = m.ours.Charge.Person
		}
		ws, r := dial(m.T, m.app, "/live?topics="+topic+":"+id, q)
		if ws == nil {
			return r
		}
		defer func() { _ = ws.CloseNow() }()
		ws.SetReadLimit(8 << 20) // of the test's client: a wall of all the classes that cells have made is large
		ctx, cancel := context.WithTimeout(m.Context(), patience)
		defer cancel()
		_, frame, err := ws.Read(ctx)
		switch {
		case websocket.CloseStatus(err) == live.CloseLoggedOut:
			r.status = http.StatusUnauthorized
		case err != nil:
			m.Errorf("%s: %v", c, err)
		case len(frame) == 0:
			m.Errorf("%s: an empty frame", c)
		}
		return r
	}
}
