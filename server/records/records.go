package records

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/roster"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/records"
)

// maxUpload leaves room above a roster's limit, so that one that is a little
// too large is refused on the page of the form and not at the door.
const maxUpload = roster.MaxBytes + 4<<20

func (s *Records) imports(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.importsPage(w, r, school, http.StatusOK, "")
}

func (s *Records) importsPage(w http.ResponseWriter, r *http.Request, school string, status int, problem string) error {
	list, err := s.Roster.ReadImports(r.Context(), web.Actor(r), school)
	if err != nil {
		return err
	}
	v := view.ImportsView{Error: problem}
	err = s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		var accounts []string
		for _, rec := range list {
			accounts = append(accounts, rec.ByAccount)
		}
		by, err := account.Names(ctx, q, school, accounts)
		for _, rec := range list {
			v.Rows = append(v.Rows, importRow(r.Context(), rec, by, sc))
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Imports(v))
}

func importRow(ctx context.Context, rec roster.ImportRecord, by map[string]string, sc campus.School) view.ImportRow {
	c := rec.Counts.Students
	row := view.ImportRow{ID: rec.ID, File: rec.FileName, By: by[rec.ByAccount], State: rec.State, At: web.At(rec.CreatedAt, sc.Location()), AppliedAt: web.At(rec.AppliedAt, sc.Location()),
		Rows: c.Added + c.Changed + c.Unchanged, Problems: len(rec.Problems)}
	if rec.ByAccount == "" {
		row.By = commandLine(ctx)
	}
	return row
}

func (s *Records) imported(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, roster.OwnerOfImport)
	if err != nil {
		return err
	}
	rec, err := s.Roster.ReadImport(r.Context(), web.Actor(r), o.School, o.ID)
	if err != nil {
		return err
	}
	v := view.ImportView{Problems: problemRows(r.Context(), rec.Problems)}
	v.Added, v.Others = importCounts(rec.Counts)
	err = s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		by, err := account.Names(ctx, q, o.School, []string{rec.ByAccount})
		v.Import = importRow(r.Context(), rec, by, sc)
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.Import(v))
}

func importCounts(c roster.Counts) (added, others []view.Count) {
	added = []view.Count{
		{Kind: "students", N: c.Students.Added}, {Kind: "parents", N: c.Guardians.Added}, {Kind: "classes", N: c.Classes.Added},
		{Kind: "guardianships", N: c.Guardianships.Added}, {Kind: "chips", N: c.Chips.Added},
	}
	for _, n := range []view.Count{
		{Kind: "changed", N: c.Students.Changed + c.Guardians.Changed + c.Guardianships.Changed + c.Chips.Changed},
		{Kind: "unchanged", N: c.Students.Unchanged}, {Kind: "missing", N: c.MissingStudents},
	} {
		if n.N > 0 {
			others = append(others, n)
		}
	}
	return added, others
}

func problemRows(ctx context.Context, list []roster.Problem) []view.Problem {
	rows := make([]view.Problem, len(list))
	for i, p := range list {
		text, value := rosterWords(ctx, p)
		rows[i] = view.Problem{Line: p.Line, Column: p.Column, Value: value, Text: text, Warning: p.Severity == roster.Notice, Decide: p.Severity == roster.Decide}
	}
	return rows
}

// An upload is what the import form posts.
type upload struct {
	school   string // the page's
	name     string
	content  []byte
	apply    bool
	checked  string // the hash of what was checked, "" if nothing was
	separate map[int]bool
}

func (u upload) hash() string {
	sum := sha256.Sum256(u.content)
	return hex.EncodeToString(sum[:])
}

// readUpload reads the form part by part: the file has its limit, and each
// other field is a few bytes.
func readUpload(r *http.Request) (upload, error) {
	u := upload{separate: map[int]bool{}}
	mr, err := r.MultipartReader()
	if err != nil {
		return u, fault.New(fault.Invalid, "roster_missing")
	}
	for {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return u, badUpload(err)
		}
		limit := int64(256)
		if part.FormName() == "roster" {
			limit = roster.MaxBytes
		}
		b, err := io.ReadAll(io.LimitReader(part, limit+1))
		if err != nil {
			return u, badUpload(err)
		}
		if int64(len(b)) > limit {
			// Read on, or the browser loses the answer while it still sends.
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				return u, badUpload(err)
			}
			if part.FormName() == "roster" {
				return u, fault.New(fault.TooLarge, "roster_too_large")
			}
			return u, fault.New(fault.Malformed, "bad_form")
		}
		switch value := string(b); part.FormName() {
		case "roster":
			u.name, u.content = fileName(part.FileName()), b
		case "school":
			if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
				return u, fault.New(fault.Malformed, "bad_form")
			}
			u.school = value
		case "apply":
			u.apply = value == "yes"
		case "checked":
			u.checked = value
		case "separate":
			if line, err := strconv.Atoi(value); err == nil && line > 0 {
				u.separate[line] = true
			}
		}
	}
	if len(u.content) == 0 {
		return u, fault.New(fault.Invalid, "roster_missing")
	}
	return u, nil
}

func badUpload(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return fault.Wrap(fault.Malformed, "bad_form", err)
}

// fileName is what a heading may show of the name a browser sends.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	if r := []rune(name); len(r) > 100 {
		name = string(r[:100])
	}
	return name
}

// importRoster checks a file and keeps nothing of it; with apply=yes it puts
// the file into effect, if it is the one that was checked.
func (s *Records) importRoster(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "") // before 20 MiB are read for somebody who may not
	if err != nil {
		return err
	}
	u, err := readUpload(r)
	if err == nil {
		school, err = s.SchoolFor(r, u.school)
		if err != nil {
			return err
		}
	}
	if err == nil && u.apply && (u.checked == "" || u.checked == u.hash()) {
		var res roster.Result
		res, err = s.Roster.Import(web.Finish(r), web.Actor(r), school, u.name, bytes.NewReader(u.content), roster.ImportOptions{Separate: u.separate})
		if err == nil {
			to := "/console/imports/" + res.ImportID
			if res.Applied {
				to += "?done=imported"
			}
			return web.See(w, r, to)
		}
	}
	if err == nil {
		var res roster.Result
		res, err = s.Roster.Import(r.Context(), web.Actor(r), school, u.name, bytes.NewReader(u.content), roster.ImportOptions{DryRun: true, Separate: u.separate})
		if err == nil {
			return s.checkedPage(w, r, school, u, res)
		}
	}
	text := s.FaultWords(r.Context(), fault.As(err))
	if text == "" {
		return err
	}
	return s.importsPage(w, r, school, fault.Status(err), text)
}

// checkedPage shows what a file would do.
func (s *Records) checkedPage(w http.ResponseWriter, r *http.Request, school string, u upload, res roster.Result) error {
	ctx := r.Context()
	c := res.Counts.Students
	v := view.ImportView{Problems: problemRows(ctx, res.Problems),
		Import: view.ImportRow{File: u.name, State: view.Checking, Rows: c.Added + c.Changed + c.Unchanged, Problems: len(res.Problems)},
		Check:  &view.Check{Hash: u.hash()}}
	v.Added, v.Others = importCounts(res.Counts)
	status := http.StatusOK
	for i, p := range res.Problems {
		switch {
		case p.Severity == roster.Error, p.Severity == roster.Decide && p.Reason != roster.PhoneTwoNames:
			v.Import.State, v.Check = view.Refused, nil
		case p.Severity == roster.Decide && v.Check != nil:
			if n := len(v.Check.Decide); n == 0 || v.Check.Decide[n-1].Line != p.Line {
				v.Check.Decide = append(v.Check.Decide, view.Decide{Line: p.Line, Text: v.Problems[i].Text})
			}
		}
	}
	if u.apply && v.Check != nil { // another file than the one that was checked
		v.Check.Error = otherFile(ctx)
		status = http.StatusConflict
	}
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell, v.Import.By, v.Import.At = sh, sh.User, s.Now().In(sc.Location())
		return nil
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Import(v))
}

// auditName is "account:…" or "person:…" in words.
func auditName(ctx context.Context, ref string, names map[string]map[string]string) string {
	kind, id, _ := strings.Cut(ref, ":")
	if name := names[kind][id]; name != "" {
		if kind == "card" || kind == "credential" || kind == "terminal" {
			return kindWords(ctx, kind) + " · " + name
		}
		return name
	}
	if text := kindWords(ctx, kind); text != "" {
		return text
	}
	return kind
}

// auditDetail says a detail shortly: how many where it lists ids, and only what
// has a word.
func (s *Records) auditDetail(ctx context.Context, raw string) string {
	var d map[string]any
	if json.Unmarshal([]byte(raw), &d) != nil {
		return ""
	}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(d)) {
		name := s.DetailWords(ctx, key)
		if name == "" {
			continue
		}
		switch v := d[key].(type) {
		case []any:
			parts = append(parts, fmt.Sprintf("%s %d", name, len(v)))
		case bool:
			if v {
				parts = append(parts, name)
			}
		default:
			parts = append(parts, fmt.Sprintf("%s %v", name, v))
		}
	}
	return strings.Join(parts, " · ")
}
