package delegate

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/fault"
	"yunka/server/mandate"
	"yunka/server/web"
	"yunka/static"
	view "yunka/views/delegate"
	"yunka/views/layout"
	"yunka/views/msg"
)

// ahead is how many windows a phone knows, so that it goes on without a network.
const ahead = 30

// linkPage is what the link opens. It changes nothing: apps fetch a link that is only
// passed on.
func (s *Delegate) linkPage(w http.ResponseWriter, r *http.Request) error {
	if err := s.Check(r, allow.Target{}); err != nil {
		return err
	}
	how, err := s.mandates.Look(r.Context(), s.Network(r), r.PathValue("code"))
	if err != nil {
		return err
	}
	private(w)
	w.Header().Set("X-Robots-Tag", "noindex")
	return s.Render(w, r, http.StatusOK, view.LinkPage(view.LinkView{Page: s.anybody(r), How: how}))
}

// anybody is the frame of a page that is the same for everybody.
func (s *Delegate) anybody(r *http.Request) layout.Page {
	p := s.Page(r)
	p.Account, p.NeedsPIN, p.Reset, p.Dormant = "", "", nil, false
	return p
}

// shell is the page of a link for the service worker to keep.
func (s *Delegate) shell(w http.ResponseWriter, r *http.Request) error {
	if err := s.Check(r, allow.Target{}); err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.LinkPage(view.LinkView{Page: s.anybody(r)}))
}

// shellFiles are what the shell needs of static.
var shellFiles = []string{"delegate.css", "delegate.js", "favicon.svg", "icons.svg", "card.wasm", "wasm_exec.js"}

func (s *Delegate) worker(w http.ResponseWriter, r *http.Request) error {
	if err := s.Check(r, allow.Target{}); err != nil {
		return err
	}
	if !static.HasModule() {
		return fault.New(fault.NotFound, "not_found") // no code could be made
	}
	return web.WriteWorker(w, "d-sw.js", web.Urls(shellFiles...))
}

// said is what a phone without a key is answered.
type said struct {
	How       string `json:"how"` // as mandate says of links, or ok
	Left      int    `json:"left,omitempty"`
	Challenge string `json:"challenge,omitempty"`
}

func answer(w http.ResponseWriter, v any) error {
	private(w)
	return web.WriteJSON(w, v)
}

func (s *Delegate) arrive(w http.ResponseWriter, r *http.Request) error {
	if err := s.Check(r, allow.Target{}); err != nil {
		return err
	}
	how, err := s.mandates.Arrive(web.Finish(r), s.Network(r), r.PathValue("code"))
	if err != nil {
		return err
	}
	return answer(w, said{How: how})
}

// hows are the refusals that the page has a part for.
var hows = map[string]string{"mandate_taken": mandate.LinkTaken, "mandate_dead": mandate.LinkDead, "mandate_link": mandate.LinkOver}

func (s *Delegate) digits(w http.ResponseWriter, r *http.Request) error {
	if err := s.Check(r, allow.Target{}); err != nil {
		return err
	}
	var body struct {
		Digits string `json:"digits"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	challenge, left, err := s.mandates.Digits(web.Finish(r), s.Network(r), r.PathValue("code"), body.Digits)
	switch f := fault.As(err); {
	case err == nil:
		return answer(w, said{How: "ok", Challenge: challenge})
	case f.Code == "mandate_digits":
		return answer(w, said{How: mandate.LinkAsks, Left: left})
	case hows[f.Code] != "":
		return answer(w, said{How: hows[f.Code]})
	}
	return err
}

// claimed is a key with the card that it is of.
type claimed struct {
	said
	Card string    `json:"card"`
	Key  *card.Key `json:"key"`
	Face face      `json:"face"`
}

func (s *Delegate) claim(w http.ResponseWriter, r *http.Request) error {
	if err := s.Check(r, allow.Target{}); err != nil {
		return err
	}
	var body struct {
		Challenge string `json:"challenge"`
		PublicKey string `json:"public_key"`
		Signature string `json:"signature"`
		Device    string `json:"device"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	key, id, err := s.mandates.Claim(web.Finish(r), r.PathValue("code"), card.Claim{Challenge: body.Challenge, PublicKey: body.PublicKey, Signature: body.Signature, Device: body.Device})
	if err != nil {
		if how := hows[fault.As(err).Code]; how != "" {
			return answer(w, said{How: how})
		}
		return err
	}
	f, err := s.face(r, key.Handle)
	if err != nil {
		return err
	}
	return answer(w, claimed{said: said{How: "ok"}, Card: id, Key: &key, Face: f})
}

// face is what the page shows of a mandate to the phone that has its key.
type face struct {
	Over     bool     `json:"over"`
	Name     string   `json:"name"`
	Line     string   `json:"line"`
	Children []whom   `json:"children"`
	Windows  []window `json:"windows"`
	School   string   `json:"school"`
	Zone     string   `json:"zone"`
	Guardian string   `json:"guardian"`
	Phone    string   `json:"phone"`
}

type whom struct {
	Name  string `json:"name"` // the first name alone: others look at the screen, too
	Class string `json:"class"`
}

// window is a stretch in which children may be collected; instants in Unix milliseconds.
type window struct {
	Day   string `json:"day"`
	From  int64  `json:"from"`
	To    int64  `json:"to"`
	Label string `json:"label"`
	Hours string `json:"hours"`
}

// contact is a phone that has signed: it learns whether its key still counts, the time,
// and whom to collect.
func (s *Delegate) contact(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Issued    uint32 `json:"issued"`
		Signature string `json:"signature"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	s.CheckedByService(r)
	key, err := s.cards.Contact(r.Context(), r.PathValue("handle"), body.Issued, body.Signature)
	if err != nil {
		return err
	}
	f, err := s.face(r, key.Handle)
	if err != nil {
		return err
	}
	if key.State != "live" {
		f = face{Over: true} // who is out of it learns no more
	}
	return answer(w, claimed{said: said{How: "ok"}, Key: &key, Face: f})
}

func (s *Delegate) face(r *http.Request, handle string) (f face, err error) {
	h, err := strconv.ParseInt(handle, 10, 64)
	if err != nil {
		return f, fault.New(fault.NotFound, "not_found")
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		m, err := mandate.ByKey(ctx, q, h)
		if err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, q, m.SchoolID)
		if err != nil {
			return err
		}
		f, err = s.faceOf(ctx, q, m, sc)
		return err
	})
	return f, err
}

func (s *Delegate) faceOf(ctx context.Context, q bun.IDB, m mandate.Mandate, sc campus.School) (f face, err error) {
	now, loc := s.Now(), sc.Location()
	coming, err := mandate.Coming(ctx, q, m, sc, now, ahead)
	if err != nil || len(coming.Windows) == 0 || len(coming.Children) == 0 {
		return face{Over: true}, err
	}
	f = face{Name: m.Name, School: sc.Name, Zone: loc.String(), Guardian: m.Guardian, Phone: coming.GuardianPhone}
	var names []string
	for _, c := range coming.Children {
		names = append(names, msg.FirstName(c.Name))
		f.Children = append(f.Children, whom{Name: msg.FirstName(c.Name), Class: campus.ClassName(c.Grade, c.Class)})
	}
	f.Line = view.RelationTo(ctx, m.Relation, names)
	for _, w := range coming.Windows {
		f.Windows = append(f.Windows, window{Day: w.Day, From: w.From.UnixMilli(), To: w.To.UnixMilli(), Label: msg.Day(ctx, w.From),
			Hours: hours(w.From, w.To)})
	}
	return f, nil
}

func hours(from, to time.Time) string { return msg.Clock(from) + "–" + msg.Clock(to) }
