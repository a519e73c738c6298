package app_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/api"
	"yunka/server/campus"
	"yunka/server/card"
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

// agreed: what is withdrawn was given before.
func agreed(m *matrix, c cell) cell {
	m.ours.Exec(m.T, "DELETE FROM consent WHERE card_id = ?", c.id)
	m.ours.Exec(m.T, "INSERT INTO consent (id, school_id, card_id, account_id, version, given_at) SELECT ?, school_id, id, 'a', ?, 1 FROM card WHERE id = ?", db.NewID(), card.ConsentVersion, c.id)
	return c
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
func named(_ *matrix, c cell) any    { return c.id }

// probes is every line of the matrix: the routes of the pages and of the API,
// the topics of the socket, the commands.
var probes = map[string]probe{
	"GET /livez":      page(),
	"GET /readyz":     page(),
	"GET /time":       page(),
	"GET /card/shell": page(), "GET /sw.js": page(), "GET /kiosk/away": page(), "GET /kiosk/worker.js": page(), "GET /kiosk/decoder.js": page(),
	"GET /static/": {path: func(m *matrix, _ cell) string { return asset(m) }},

	"GET /{$}":      page(),
	"GET /login":    page(),
	"POST /login":   {body: forms("login", "theirs-1", "password", passphrase), unrecorded: ownSession},
	"POST /logout":  {body: forms(), unrecorded: ownSession},
	"GET /activate": page(),
	"POST /activate": {arrange: func(m *matrix, c cell) cell {
		code, _, err := m.app.Accounts.IssueActivation(m.Context(), system, m.ours.Holder(m.T, allow.Parent).Person)
		if err != nil {
			m.Fatal(err)
		}
		c.id = code
		return c
	}, body: func(m *matrix, c cell) ask {
		return ask{form: url.Values{"code": {c.id}, "login": {"fresh-" + m.ours.Key()}, "password": {passphrase}}}
	}},
	"GET /reset": page(),
	"POST /reset": {arrange: func(m *matrix, c cell) cell {
		h := m.ours.Holder(m.T, allow.Parent)
		code, _, err := m.app.Accounts.IssueActivation(m.Context(), system, h.Person)
		if err == nil {
			_, err = m.app.Accounts.Activate(m.Context(), code, "forgot-"+m.ours.Key(), passphrase, "")
		}
		if err == nil {
			c.id, _, err = m.app.Accounts.IssueReset(m.Context(), system, h.Person)
		}
		if err != nil {
			m.Fatal(err)
		}
		return c
	}, body: func(_ *matrix, c cell) ask {
		return ask{form: url.Values{"code": {c.id}, "password": {passphrase + "9"}}}
	}},
	"POST /look":         {body: forms("theme", "dark", "size", "large"), unrecorded: ownSession},
	"POST /language":     {body: forms("lang", "en"), unrecorded: ownSession},
	"GET /account":       page(),
	"POST /account/seen": {body: forms(), unrecorded: ownSession},
	"GET /password":      page(),
	"POST /password":     {body: forms("old", passphrase, "new", passphrase+"8")},
	"GET /pin":           page(),
	"POST /pin": {on: aSchool, body: func(_ *matrix, c cell) ask {
		return ask{form: url.Values{"school": {c.id}, "pin": {pinOf[c.who.role]}}}
	}},

	"GET /card":                     page(),
	"POST /card/{id}/challenge":     {on: aCard, unrecorded: noFact},
	"POST /card/{id}/claim":         {on: aCard, body: claim},
	"POST /card/{id}/consent":       {on: aCard, arrange: state("DELETE FROM consent WHERE card_id = ?"), body: forms("version", card.ConsentVersion)},
	"POST /card/{id}/withdraw":      {on: aCard, arrange: agreed},
	"POST /card/{id}/freeze":        {on: aCard},
	"POST /card/{id}/unfreeze":      {on: aCard, arrange: state("UPDATE card SET state = 'frozen' WHERE id = ?"), body: forms("password", passphrase)},
	"POST /card/phones/{id}/remove": {on: aPhone},
	"POST /key/{handle}/contact":    {on: aPhone, arrange: handle, body: contact, unrecorded: noFact},

	"GET /kiosk":       {arrange: passed, shows: []string{"staff kiosk"}},
	"GET /kiosk/shell": {},
	"POST /kiosk/pair": {arrange: func(m *matrix, c cell) cell {
		c.id = m.ours.pairing(m.T, m.app, m.ours.GateIn, false)
		return c
	}, body: func(_ *matrix, c cell) ask { return ask{form: url.Values{"code": {c.id}}} }},
	"POST /kiosk/scans":              {on: aPass, body: jsonBody(`{"key":%q,"chip":%q}`, freshKey, named), decided: true, unrecorded: scanIsFact},
	"POST /kiosk/scans/{id}/confirm": {on: aScan, arrange: waiting, body: jsonBody(`{"pin":"`+guardPIN+`","key":%q,"accept":true}`, freshKey)},
	"GET /kiosk/scans/{id}/before":   {on: aScan, arrange: presented},
	"GET /kiosk/scans/{id}/photo":    {on: aScan, arrange: photographed},
	"POST /kiosk/scans/{id}/undo":    {on: aScan, arrange: letThrough, body: jsonBody(`{"pin":"`+guardPIN+`","key":%q}`, freshKey)},
	"GET /kiosk/classes":             {arrange: onDuty, unrecorded: noFact},
	"GET /kiosk/classes/{id}": {arrange: func(m *matrix, c cell) cell {
		c.id = text(m.T, m.app.DB, "SELECT class_id FROM membership WHERE id = ?", m.ours.Charge.Membership)
		return onDuty(m, c)
	}, shows: staff},
	"POST /kiosk/duty":      {body: jsonBody(`{"pin":"` + guardPIN + `"}`)},
	"POST /kiosk/duty/end":  {arrange: onDuty, unrecorded: noFact},
	"POST /kiosk/ask":       {on: aPerson, arrange: onDuty, body: jsonBody(`{"person":%q}`, named), shows: staff},
	"POST /kiosk/people":    {arrange: onDuty, body: jsonBody(`{"q":"人"}`), shows: staff},
	"POST /kiosk/manual":    {on: aPerson, body: jsonBody(`{"key":%q,"person":%q,"reason":"left the phone at home","pin":"`+guardPIN+`"}`, freshKey, named)},
	"POST /kiosk/records":   {body: jsonBody(`{"terminal_time":0,"records":[]}`), unrecorded: noFact},
	"POST /kiosk/heartbeat": {body: jsonBody(`{"at":0,"version":"1"}`), unrecorded: noFact},

	"GET /live": page(),

	"GET /console":                          {shows: staff},
	"GET /console/wall":                     page(),
	"POST /console/wall":                    {on: aSchool, body: forSchool()},
	"POST /console/wall/end":                {on: aSchool, body: forSchool(), arrange: hung},
	"GET /wall":                             page(),
	"GET /console/scans.csv":                {shows: staff},
	"POST /console/school":                  {on: aSchool, body: func(_ *matrix, c cell) ask { return ask{form: url.Values{"id": {c.id}}} }, unrecorded: ownSession},
	"GET /console/people":                   {shows: staff},
	"GET /console/people/{id}":              {on: aPerson, shows: staff},
	"POST /console/people/{id}/suspend":     {on: aPerson},
	"POST /console/people/{id}/restore":     {on: aPerson, arrange: suspended},
	"POST /console/people/{id}/activation":  {on: aPerson},
	"POST /console/people/{id}/reset":       {on: aPerson, arrange: withAccount("")},
	"POST /console/people/{id}/disable":     {on: aPerson, arrange: withAccount("")},
	"POST /console/people/{id}/enable":      {on: aPerson, arrange: withAccount("office")},
	"POST /console/people/{id}/confirm":     {on: aPerson, arrange: withAccount("reset")},
	"POST /console/cards/{id}/freeze":       {on: aCard},
	"POST /console/cards/{id}/unfreeze":     {on: aCard, arrange: state("UPDATE card SET state = 'frozen' WHERE id = ?")},
	"POST /console/cards/{id}/chip":         {on: aCard, body: aChipNumber},
	"POST /console/cards/{id}/printed":      {on: aCard, body: forms("days", "30", "times", "2")},
	"GET /v/{code}":                         {path: func(*matrix, cell) string { return "/v/97000000000000000000000000000000000000001" }},
	"GET /console/visits":                   page(),
	"POST /console/visits":                  {on: aSchool, body: aGuest},
	"POST /console/visits/{id}/end":         {on: aPerson, arrange: aVisit},
	"POST /console/printed/{id}/end":        {on: aCard, arrange: aPrinted},
	"POST /console/credentials/{id}/lost":   {on: aChip},
	"POST /console/credentials/{id}/found":  {on: aChip, arrange: state("UPDATE credential SET state = 'lost' WHERE id = ?")},
	"POST /console/credentials/{id}/end":    {on: aPhone},
	"GET /console/teachers":                 page(),
	"POST /console/teachers":                {on: aSchool, body: teachersFile},
	"GET /console/imports":                  page(),
	"POST /console/imports":                 {on: aSchool, body: upload},
	"GET /console/imports/{id}":             {on: anImport},
	"GET /device":                           page(),
	"GET /device/worker.js":                 page(),
	"GET /device/socket":                    page(),
	"GET /trust":                            page(),
	"GET /trust/yunka.crt":                  page(),
	"GET /trust/yunka.mobileconfig":         page(),
	"GET /console/start":                    page(),
	"GET /console/start/roster.csv":         page(),
	"GET /console/start/sample.csv":         page(),
	"POST /console/start/school":            {on: aSchool, body: forSchool("name", "第一小学", "zone", "Asia/Urumqi")},
	"POST /console/start/gate":              {on: aSchool, body: forSchool("gate", "北门", "days", "daily", "from", "06:30", "to", "18:00")},
	"POST /console/start/done":              {on: aSchool, body: forSchool()},
	"GET /console/gates":                    page(),
	"GET /console/gates/new":                page(),
	"POST /console/gates":                   {on: aSchool, body: aNewGate},
	"GET /console/gates/{id}":               {on: aGate},
	"POST /console/gates/{id}":              {on: aGate, body: aNewGate},
	"POST /console/zones/{id}":              {on: aZone, body: aZoneForm},
	"GET /console/zones/{id}":               {on: aZone},
	"POST /console/zones/{id}/rules":        {on: aZone, body: forms("who", "role:teacher", "effect", "allow")},
	"POST /console/rules/{id}/remove":       {on: aZone, arrange: aRule},
	"GET /console/inside":                   page(),
	"POST /console/inside/reset":            {on: aSchool, body: forSchool("why", "演习")},
	"POST /console/people/{id}/presence":    {on: aPerson},
	"GET /console/ask":                      page(),
	"GET /console/groups":                   page(),
	"POST /console/groups":                  {on: aSchool, body: aNewGroup},
	"GET /console/groups/{id}":              {on: aSchool, arrange: aGroup("")},
	"POST /console/groups/{id}":             {on: aPerson, arrange: aGroup("put"), body: aMember},
	"POST /console/groups/{id}/remove":      {on: aPerson, arrange: aGroup("member"), body: aMember},
	"GET /console/people/{id}/photo":        {on: aPerson, arrange: withPhoto, shows: staff},
	"POST /console/people/{id}/photo":       {on: aPerson, body: aPhoto},
	"POST /console/people/codes":            {on: aSchool, body: aClass},
	"GET /console/people/new":               page(),
	"POST /console/people":                  {on: aSchool, body: somebody},
	"GET /console/people/{id}/edit":         {on: aPerson, shows: staff},
	"POST /console/people/{id}/edit":        {on: aPerson, body: anEdit},
	"POST /console/people/{id}/guardians":   {on: aPerson, body: aGuardian},
	"POST /console/guardianships/{id}":      {on: aPerson, arrange: aGuardianship, body: forms("view", "on")},
	"POST /console/people/{id}/posts":       {on: aPerson, arrange: working, body: forms("post", "auditor")},
	"POST /console/people/{id}/stand-in":    {on: aPerson, arrange: aPostToStandInFor, body: forms("for", matrixPost, "to", "2030-01-01")},
	"POST /console/posts/{id}/end":          {on: aPerson, arrange: aPost},
	"POST /console/memberships/{id}/end":    {on: aPerson, arrange: ofTheir(false)},
	"POST /console/memberships/{id}/resume": {on: aPerson, arrange: ofTheir(true)},
	"GET /console/terminals":                page(),
	"POST /console/terminals":               {on: aSchool, body: draft},
	"GET /console/terminals/{id}":           {on: aTerminal, arrange: spare},
	"POST /console/terminals/{id}":          {on: aTerminal, arrange: spare, body: aTerminalForm},
	"POST /console/terminals/{id}/revoke":   {on: aTerminal, arrange: spare},
	"POST /console/terminals/{id}/renew":    {on: aTerminal, arrange: spare},
	"GET /console/conflicts":                {shows: staff},
	"POST /console/conflicts/{id}/resolve":  {on: aSchool, arrange: aConflict, body: forms("note", "查过了")},
	"GET /console/audit":                    {shows: staff},
	"POST /console/audit/verify":            {on: aSchool, body: forSchool()},
	"GET /console/audit.csv":                {shows: staff},
	"GET /console/people.csv":               {shows: staff},

	"GET /kiosk/list":                               {arrange: withListKey},
	"GET /api/v1/list":                              {arrange: withListKey},
	"POST /api/v1/scans":                            {on: aPass, body: jsonBody(`{"key":%q,"chip":%q}`, freshKey, named), decided: true, unrecorded: scanIsFact},
	"GET /api/v1/scans":                             {arrange: passed, shows: append([]string{"terminal"}, staff...)},
	"POST /api/v1/scans/{id}/confirm":               {on: aScan, arrange: waiting, body: jsonBody(`{"pin":"`+guardPIN+`","key":%q,"accept":true}`, freshKey)},
	"POST /api/v1/scans/{id}/passage":               {on: aScan, arrange: letThrough, body: jsonBody(`{"passed":false}`)},
	"POST /api/gate/v1/heart_beat":                  {body: jsonBody(`{"device_no":"g1","version":"1"}`), unrecorded: noFact},
	"POST /api/gate/v1/offline_verification/report": {body: jsonBody(`{"device_no":"g1","records":[]}`), unrecorded: noFact},
	"POST /api/v1/records":                          {body: jsonBody(`{"records":[]}`), unrecorded: noFact},
	"POST /api/v1/heartbeat":                        {body: jsonBody(`{"clock":"2026-11-23T07:46:02+08:00","version":"1"}`), unrecorded: noFact},
	"GET /api":                                      page(),
	"GET /api/page/{file}":                          {path: func(*matrix, cell) string { return "/api/page/try.js" }},
	"GET /api/openapi.json":                         page(),
	"GET /api/openapi.yaml":                         page(),

	// A command runs as the system; its cells say who else has its right.
	"COMMAND serve":           command(allow.Operate),
	"COMMAND migrate":         command(allow.Operate),
	"COMMAND demo":            command(allow.Operate),
	"COMMAND school create":   command(allow.Operate),
	"COMMAND admin reset":     command(allow.PeopleReset),
	"COMMAND admin add":       command(allow.Operate),
	"COMMAND import students": command(allow.RosterImport),
	"COMMAND audit verify":    command(allow.Operate),
	"COMMAND doctor":          command(allow.Operate),
	"COMMAND sim phone":       command(allow.PagePublic), // a client like any other
	"COMMAND sim gate":        command(allow.PagePublic),
	"COMMAND version":         command(allow.PagePublic),

	"SOCKET card:{id}":    {on: aCard, run: socket("card")},
	"SOCKET child:{id}":   {on: aPerson, run: socket("child")},
	"SOCKET console:{id}": {on: aSchool, run: socket("console")},
	"SOCKET wall:{id}":    {on: aSchool, run: socket("wall")},
	"SOCKET class:{id}":   {on: unregistered, run: socket("class")},
	"SOCKET gate:{id}":    {on: aDevice, run: socket("gate")},
}

// lines is what the program has: the routes of both doors, the kinds of topics,
// the commands.
func (m *matrix) lines() (list []string) {
	for _, rt := range m.app.Web.Routes() {
		list = append(list, rt.Method+" "+rt.Pattern)
	}
	kinds := append(m.app.Web.Topics(), live.Class, live.Gate) // two that are named and not mounted
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

// Each role that may have a PIN has its own: it says who stands there.
var pinOf = map[string]string{"anonymous": "739164", "student": "739165", "teacher": "739162", "parent": "739163", "guard": guardPIN, "admin": "739168",
	"terminal": "739161", "staff terminal": "739169", "kiosk": "739167", "staff kiosk": "739160"}

var assetLink = regexp.MustCompile(`"(/static/[^"]+\.css)"`)

func asset(m *matrix) string {
	found := assetLink.FindStringSubmatch(do(m.T, m.app, "GET", "/login", ask{}).body)
	if found == nil {
		m.Fatal("the login page has no style")
	}
	return found[1]
}

// withAccount gives the target a login unless it has one; the link is dormant for a
// reason, or gives rights. An actor's own link is left alone: it would lose its rights.
func withAccount(dormant string) func(*matrix, cell) cell {
	return func(m *matrix, c cell) cell {
		m.ours.Exec(m.T, "INSERT INTO account (id, login, password_hash, lang, password_at, created_at) VALUES ('spare-account', 'spare', '', 'zh-CN', 0, 0) ON CONFLICT (id) DO UPDATE SET disabled_at = NULL")
		m.ours.Exec(m.T, "INSERT INTO account_person (person_id, account_id, school_id, linked_at) VALUES (?, 'spare-account', ?, 0) ON CONFLICT (person_id) DO NOTHING", c.id, c.school.School)
		if dormant != "" {
			m.ours.Exec(m.T, "UPDATE account_person SET dormant_at = 1, dormant_for = ? WHERE person_id = ? AND account_id = 'spare-account'", dormant, c.id)
		}
		return c
	}
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
	return ask{json: fmt.Sprintf(`{"challenge":%q,"public_key":%q,"signature":%q,"device":"test","replace":true}`, challenge, hex.EncodeToString(pub),
		hex.EncodeToString(ed25519.Sign(key, cardcode.ClaimMessage([32]byte(raw), pub))))}
}

// handle names the key of the target; the actor signs with the key it has.
func handle(_ *matrix, c cell) cell {
	c.id = strconv.FormatUint(c.holder.Handle, 10)
	return c
}

func contact(m *matrix, c cell) ask {
	signer := m.theirs.Other // somebody
	if c.who.holder != nil {
		signer = c.who.holder
	}
	issued := uint32(m.app.DB.Now().Unix())
	return ask{json: fmt.Sprintf(`{"issued":%d,"signature":"%x"}`, issued, ed25519.Sign(signer.Key, cardcode.ContactMessage(c.holder.Handle, issued)))}
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

// hung is a school with a screen in its hall.
func hung(m *matrix, c cell) cell {
	if _, err := m.app.Terminals.HangWall(m.Context(), c.school.World.Admin, c.school.School); err != nil {
		m.Fatal(err)
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

// aTerminalForm renames the spare reader, from what its form was filled with.
func aTerminalForm(m *matrix, c cell) ask {
	v := url.Values{"name": {"门口 " + db.NewID()}, "gate": {c.school.GateIn}}
	if err := m.app.DB.Read(m.Context(), func(ctx context.Context, q bun.IDB) error {
		row, err := terminal.Find(ctx, q, c.school.School, c.id)
		v.Set("was", row.Stamp())
		return err
	}); err != nil {
		m.Fatal(err)
	}
	return ask{form: v}
}

// aNewGate is a gate's form, each time with another name.
func aNewGate(m *matrix, c cell) ask {
	v := url.Values{"name": {"门 " + db.NewID()}, "direction": {"out"}, "newzone": {"操场 " + db.NewID()}, "hours": {"week"}, "day1": {"06:30-18:00"}, "right-student": {"allow"}}
	if strings.HasSuffix(c.line, "/gates") {
		v.Set("school", c.id)
	}
	return ask{form: v}
}

// aChipNumber that nobody has.
func aChipNumber(*matrix, cell) ask {
	chips++
	return ask{form: url.Values{"chip": {strconv.Itoa(800_000_000 + chips)}}}
}

var chips int

// aGuest of the target school, tomorrow's.
func aGuest(m *matrix, c cell) ask {
	soon := m.ours.DB.Now().Add(26 * time.Hour)
	v := url.Values{"name": {"李维修"}, "purpose": {"电梯年检"}, "zone": {c.school.Zone}, "look": {"photo"}, "from": {soon.Format("2006-01-02T15:04")}, "to": {soon.Add(time.Hour).Format("2006-01-02T15:04")}}
	v.Set("school", c.school.School)
	return ask{form: v}
}

// aVisit of the target person's guest.
func aVisit(m *matrix, c cell) cell {
	id := db.NewID()
	m.ours.Exec(m.T, "INSERT INTO pass (id, school_id, kind, person_id, zone_id, secret, state, state_at, look, times, valid_from, valid_to, created_at) VALUES (?, ?, 'visit', ?, ?, ?, 'live', 0, 'none', 1, 0, 4102444800000, 0)", id, c.school.School, c.id, c.school.Zone, id)
	m.ours.Exec(m.T, "INSERT INTO visit (pass_id, school_id, host_id, person_id, company, phone, purpose, valid_from, valid_to, created_at) VALUES (?, ?, ?, ?, '', '', 'x', 0, 4102444800000, 0)", id, c.school.School, c.id, c.id)
	c.id = id
	return c
}

// aPrinted code of the target's card.
func aPrinted(m *matrix, c cell) cell {
	id := db.NewID()
	m.ours.Exec(m.T, "INSERT INTO pass (id, school_id, kind, person_id, card_id, secret, state, state_at, look, times, valid_from, valid_to, created_at) SELECT ?, school_id, 'printed', person_id, id, ?, 'live', 0, 'photo', 1, 0, 4102444800000, 0 FROM card WHERE id = ?", id, id, c.id)
	c.id = id
	return c
}

// aRule of the target zone.
func aRule(m *matrix, c cell) cell {
	id := db.NewID()
	m.ours.Exec(m.T, "INSERT INTO access_rule (id, school_id, zone_id, who, who_id, effect, note, created_at) VALUES (?, ?, ?, 'role', 'teacher', 'allow', '', 0)", id, c.school.School, c.id)
	c.id = id
	return c
}

func aNewGroup(_ *matrix, c cell) ask {
	return ask{form: url.Values{"school": {c.id}, "name": {"小组 " + db.NewID()}}}
}

// aConflict of a terminal of the target's school.
func aConflict(m *matrix, c cell) cell {
	id := db.NewID()
	m.ours.Exec(m.T, "INSERT INTO conflict (id, school_id, terminal_id, seq, kind, detail, at, raised_at) SELECT ?, school_id, MIN(id), (SELECT COUNT(*) FROM conflict), 'CHAIN', '', 0, 0 FROM terminal WHERE school_id = ? GROUP BY school_id", id, c.school.School)
	c.id = id
	return c
}

// aGroup of the target's school; the target may be in it.
func aGroup(with string) func(*matrix, cell) cell {
	return func(m *matrix, c cell) cell {
		id := db.NewID()
		m.ours.Exec(m.T, "INSERT INTO access_group (id, school_id, name, created_at) VALUES (?, ?, ?, 0)", id, c.school.School, "g"+id)
		if with == "member" {
			m.ours.Exec(m.T, "INSERT INTO access_group_member (group_id, person_id, school_id, granted_by, at) VALUES (?, ?, ?, 'test', 0)", id, c.id, c.school.School)
		}
		c.person, c.id = c.id, id
		return c
	}
}

// aMember is the person of a group's cell.
func aMember(_ *matrix, c cell) ask {
	return ask{form: url.Values{"person": {c.person}, "people": {c.person}}}
}

// aZoneForm renames a zone, each time to another name.
func aZoneForm(*matrix, cell) ask {
	return ask{form: url.Values{"name": {"操场 " + db.NewID()}}}
}

// somebody new for the books.
func somebody(_ *matrix, c cell) ask {
	return ask{form: url.Values{"school": {c.id}, "name": {"新同事"}, "number": {"N" + db.NewID()}, "role": {"guard"}}}
}

// aClass of the target school, and whom to make codes for.
func aClass(m *matrix, c cell) ask {
	var id string
	if err := m.app.DB.Read(m.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT COALESCE(MIN(id), '') FROM class WHERE school_id = ?", c.id).Scan(ctx, &id)
	}); err != nil {
		m.Fatal(err)
	}
	return ask{form: url.Values{"school": {c.id}, "class": {id}, "who": {"pupils"}}}
}

// withPhoto gives the target a photo, if only a few bytes of one.
func withPhoto(m *matrix, c cell) cell {
	m.ours.Exec(m.T, "INSERT INTO person_photo (person_id, school_id, jpeg, at) VALUES (?, ?, ?, 0) ON CONFLICT (person_id) DO NOTHING", c.id, c.school.School, []byte("jpeg"))
	return c
}

// photographed is a presentation of somebody with a photo.
func photographed(m *matrix, c cell) cell {
	c = presented(m, c)
	m.ours.Exec(m.T, "INSERT INTO person_photo (person_id, school_id, jpeg, at) VALUES (?, ?, ?, 0) ON CONFLICT (person_id) DO NOTHING", c.school.Teacher.Person, c.school.School, []byte("jpeg"))
	return c
}

// aPhoto is a PNG in a form.
func aPhoto(m *matrix, _ cell) ask {
	var body bytes.Buffer
	mw := multipart.NewWriter(&body)
	w, err := mw.CreateFormFile("photo", "photo.png")
	if err == nil {
		err = png.Encode(w, image.NewGray(image.Rect(0, 0, 120, 150)))
	}
	if err = errors.Join(err, mw.Close()); err != nil {
		m.Fatal(err)
	}
	return ask{body: body.String(), kind: mw.FormDataContentType()}
}

// anEdit gives the target another number, from a form that is not stale.
func anEdit(m *matrix, c cell) ask {
	var d campus.PersonDetail
	if err := m.app.DB.Read(m.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		d, err = campus.ReadPersonDetail(ctx, q, c.school.School, c.id)
		return err
	}); err != nil {
		m.Fatal(err)
	}
	return ask{form: url.Values{"name": {d.Person.Name}, "phone": {d.Person.Phone}, "number": {"N" + db.NewID()}, "was": {d.Stamp(m.app.DB.Now().UnixMilli())}}}
}

// aGuardian is another adult each time.
func aGuardian(m *matrix, _ cell) ask {
	n := strings.TrimLeft(m.ours.Key(), "k")
	return ask{form: url.Values{"name": {"外婆"}, "phone": {"137" + fmt.Sprintf("%08s", n)}, "relation": {"外祖母"}}}
}

// aGuardianship over the target, for one cell.
func aGuardianship(m *matrix, c cell) cell {
	adult := c.school.Teacher.Person
	if adult == c.id {
		adult = c.school.Parent.Person
	}
	id := "spare-" + db.NewID()
	m.ours.Exec(m.T, `INSERT INTO guardianship (id, school_id, adult_id, child_id, relation, can_view, can_leave, can_pay, can_pickup, can_delegate, can_consent, can_notify, restricted, valid_from, created_at)
VALUES (?, ?, ?, ?, '其他', FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, 0, 0)`, id, c.school.School, adult, c.id)
	c.id = id
	return c
}

// matrixPost is the post that a cell's target can stand in for.
const matrixPost = "spare-post"

// working gives the target a teacher's role, for one cell.
func working(m *matrix, c cell) cell {
	m.ours.Exec(m.T, `INSERT INTO membership (id, school_id, person_id, role, valid_from, created_at)
SELECT ?, school_id, id, 'teacher', 0, 0 FROM person WHERE id = ? AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.person_id = person.id AND m.role = 'teacher')`,
		"spare-"+db.NewID(), c.id)
	return c
}

// aPost is one of the target, for one cell.
func aPost(m *matrix, c cell) cell {
	id := "spare-" + db.NewID()
	m.ours.Exec(m.T, `INSERT INTO post (id, school_id, person_id, membership_id, kind, of_what, of_id, subject, valid_from, created_at)
SELECT ?, school_id, person_id, id, 'librarian', 'school', '', '', 0, 0 FROM membership m WHERE m.person_id = ? ORDER BY m.id LIMIT 1`, id, c.id)
	c.id = id
	return c
}

// aPostToStandInFor is a post of somebody else than the target.
func aPostToStandInFor(m *matrix, c cell) cell {
	holder := c.school.Teacher
	if holder.Person == c.id {
		holder = c.school.Guard
	}
	m.ours.Exec(m.T, "DELETE FROM post WHERE stands_for = ?", matrixPost)
	m.ours.Exec(m.T, "DELETE FROM post WHERE id = ?", matrixPost)
	m.ours.Exec(m.T, `INSERT INTO post (id, school_id, person_id, membership_id, kind, of_what, of_id, subject, valid_from, created_at)
VALUES (?, ?, ?, ?, 'librarian', 'school', '', '', 0, 0)`, matrixPost, c.school.School, holder.Person, holder.Membership)
	return working(m, c)
}

// ofTheir is a second membership of the target, for one cell; one that has just
// ended or one that is in force.
func ofTheir(ended bool) func(*matrix, cell) cell {
	return func(m *matrix, c cell) cell {
		id := "spare-" + db.NewID()
		var until any
		if ended {
			until = m.app.DB.Now().Add(-time.Minute).UnixMilli()
		}
		m.ours.Exec(m.T, "INSERT INTO membership (id, school_id, person_id, role, valid_from, valid_to, created_at) VALUES (?, ?, ?, 'parent', 0, ?, 0)", id, c.school.School, c.id, until)
		c.id = id
		return c
	}
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

func draft(m *matrix, c cell) ask {
	return ask{form: url.Values{"school": {c.id}, "name": {"New " + m.ours.Key()}, "kind": {"reader"}, "scene": {"gate"}, "gate": {c.school.GateIn}}}
}

func upload(m *matrix, c cell) ask { return fileFor(m, c, rosterFile("N"+m.ours.Key())) }

// teachersFile adds a teacher.
func teachersFile(m *matrix, c cell) ask {
	return fileFor(m, c, "工号,姓名\nT"+strings.ToUpper(m.ours.Key())+",新老师\n")
}

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
