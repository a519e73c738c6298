// Package board is what teachers tell a class: text, pictures and files, now or at a time, read by
// the class's pupils and their guardians, withdrawn when it was wrong.
//
// What it promises:
//   - Who may post is asked again in the commit that keeps the notice.
//   - A notice is told once: told_at is set in the commit that puts the messages.
//   - Before it is told, and after it is withdrawn, no reader gets its words or its files.
//   - A pupil reads what the class is told while they are in it; who comes later reads what was
//     told before, as on any notice board.
package board

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/outbox"
	"yunka/server/picture"
)

// Changed is the kind of the feed's items about notices; the subject is the class.
const Changed = "notices.changed"

// Kinds of what is told.
const (
	Told      = "notices.told"
	Withdrawn = "notices.withdrawn"
)

// Data is what those tell.
type Data struct {
	Pupil, By, Text string
}

// Limits of a notice.
const (
	MaxText     = 2000 // characters
	MaxFiles    = 6
	MaxBytes    = 10 << 20 // of a file
	longestWait = 60 * 24 * time.Hour
	pictureSide = 1600
	shown       = 100 // characters of the text in a message
)

// Notice is one.
type Notice struct {
	ID, SchoolID, ClassID  string
	Text                   string
	ByPerson, ByName       string
	MadeAt, TellAt, ToldAt int64
	WithdrawnAt            int64
	Seen, Pupils           int    // for who posts: of how many pupils somebody read it
	SeenAt                 int64  // for a reader: when they said so
	Files                  []File `bun:"-"`
}

// File is a picture or a file of a notice.
type File struct {
	ID, NoticeID, Name string
	Picture            bool
	Size               int64
}

// Draft is a notice as it is handed in; At is 0 for now.
type Draft struct {
	Text  string
	At    int64
	Files []Attached
}

// Attached is a file as it is handed in.
type Attached struct {
	Name    string
	Content []byte
}

// Service posts and withdraws.
type Service struct {
	db     *db.DB
	feed   *feed.Feed
	shrink *picture.Shrinker
}

// New makes the service.
func New(d *db.DB, f *feed.Feed) *Service {
	return &Service{db: d, feed: f, shrink: picture.New()}
}

// kept is a file as it is stored.
type kept struct {
	File
	content []byte
}

// Post keeps a notice for a class and tells it if it is due. Fails with Invalid notices_text,
// notices_at, notices_files or notices_size, and like picture.Fit for a picture that is none.
func (s *Service) Post(ctx context.Context, a allow.Actor, school, class string, d Draft) (id string, err error) {
	if err := allow.Check(a, allow.NoticesPost, allow.Target{School: school, Class: class}); err != nil {
		return "", err // before a processor works for a stranger
	}
	text := strings.TrimSpace(strings.ReplaceAll(d.Text, "\r\n", "\n"))
	if text == "" || utf8.RuneCountInString(text) > MaxText || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "", fault.New(fault.Invalid, "notices_text")
	}
	files, err := s.files(ctx, d.Files)
	if err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.NoticesPost, allow.Target{School: school, Class: class}); err != nil {
			return err
		}
		n := Notice{ID: db.NewID(), SchoolID: school, ClassID: class, Text: text, MadeAt: tx.NowMS(), TellAt: d.At}
		if n.TellAt == 0 {
			n.TellAt = tx.NowMS()
		}
		if n.TellAt < tx.NowMS() || n.TellAt > tx.NowMS()+longestWait.Milliseconds() {
			return fault.New(fault.Invalid, "notices_at")
		}
		if err := signed(ctx, tx, a, &n); err != nil {
			return err
		}
		if err := insert(ctx, tx, n, files); err != nil {
			return err
		}
		id = n.ID
		if n.TellAt == tx.NowMS() {
			if err := tell(ctx, tx, n); err != nil {
				return err
			}
		}
		return s.noted(ctx, tx, a, n, "notices.posted", map[string]any{"notice": n.ID, "files": len(files), "at": n.TellAt})
	})
	return id, err
}

// files are what was handed in as it is kept: pictures are made anew, everything else stays what
// it is and is never shown by this program.
func (s *Service) files(ctx context.Context, list []Attached) (out []kept, err error) {
	if len(list) > MaxFiles {
		return nil, fault.New(fault.Invalid, "notices_files")
	}
	for _, f := range list {
		if len(f.Content) == 0 || len(f.Content) > MaxBytes {
			return nil, fault.New(fault.Invalid, "notices_size")
		}
		one := kept{File: File{ID: db.NewID(), Name: f.Name, Picture: looksLikePicture(f)}, content: f.Content}
		if one.Picture {
			if one.content, err = s.shrink.Fit(ctx, f.Content, pictureSide, pictureSide); err != nil {
				return nil, err
			}
		}
		one.Size = int64(len(one.content))
		out = append(out, one)
	}
	return out, nil
}

// looksLikePicture reports whether somebody meant a file to be seen: by what it begins with.
func looksLikePicture(f Attached) bool {
	return strings.HasPrefix(string(f.Content), "\xff\xd8\xff") || strings.HasPrefix(string(f.Content), "\x89PNG\r\n\x1a\n")
}

// signed puts the name of the actor in that school under a notice.
func signed(ctx context.Context, q bun.IDB, a allow.Actor, n *Notice) (err error) {
	for _, seat := range a.Seats {
		if seat.School == n.SchoolID {
			n.ByPerson = seat.Person
			n.ByName, err = campus.PersonName(ctx, q, n.SchoolID, seat.Person)
			return err
		}
	}
	return nil
}

// tell marks a notice as told and puts its messages: for each pupil of the class, to the pupil
// and the guardians; who has two children there gets one message.
func tell(ctx context.Context, tx *db.Tx, n Notice) error {
	if err := markTold(ctx, tx, n.ID); err != nil {
		return err
	}
	return put(ctx, tx, n, Told)
}

func put(ctx context.Context, tx *db.Tx, n Notice, kind string) error {
	pupils, err := campus.MembersIn(ctx, tx, n.SchoolID, tx.NowMS(), []allow.Role{allow.Student}, n.ClassID)
	if err != nil {
		return err
	}
	text := n.Text
	if r := []rune(text); len(r) > shown {
		text = string(r[:shown]) + "…"
	}
	for _, p := range pupils {
		one := outbox.Notice{School: n.SchoolID, Kind: kind, Key: kind + ":" + n.ID + ":" + p.PersonID, To: []outbox.To{outbox.Self(), outbox.Guardians()}, About: p.PersonID,
			Digest: kind + ":" + n.ID, Data: Data{Pupil: p.PersonID, By: n.ByName, Text: text}}
		if kind == Withdrawn {
			one.Replaces = Told + ":" + n.ID + ":" + p.PersonID
		}
		if err := outbox.Put(ctx, tx, one); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) noted(ctx context.Context, tx *db.Tx, a allow.Actor, n Notice, verb string, detail map[string]any) error {
	if err := audit.Record(ctx, tx, audit.Event{School: n.SchoolID, Actor: a.Name(), Action: verb, Target: "class:" + n.ClassID, Detail: detail}); err != nil {
		return err
	}
	return s.feed.Append(ctx, tx, n.SchoolID, feed.Item{Kind: Changed, Subject: n.ClassID})
}

// Withdraw takes a notice back: by who posted it, or an administrator. Who was told is told. Of
// one that was not told yet nobody hears.
func (s *Service) Withdraw(ctx context.Context, a allow.Actor, id string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := allow.Check(a, allow.NoticesPost, allow.Target{School: n.SchoolID, Class: n.ClassID}); err != nil {
			return err
		}
		if !a.People[n.ByPerson] && !allow.Can(a, allow.NoticesManage, allow.Target{School: n.SchoolID}) {
			return fault.New(fault.Forbidden, "forbidden")
		}
		if n.WithdrawnAt != 0 {
			return nil
		}
		if err := markWithdrawn(ctx, tx, id); err != nil {
			return err
		}
		if n.ToldAt != 0 {
			if err := put(ctx, tx, n, Withdrawn); err != nil {
				return err
			}
		}
		return s.noted(ctx, tx, a, n, "notices.withdrawn", map[string]any{"notice": id})
	})
}

// See is a reader's word that they read a notice about a pupil: the pupil, or a guardian.
// NotFound for one that the pupil is not told.
func (s *Service) See(ctx context.Context, a allow.Actor, school, pupil, id string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.NoticesRead, allow.Target{School: school, Person: pupil}); err != nil {
			return err
		}
		n, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		class, err := campus.ClassAt(ctx, tx, school, pupil, tx.NowMS())
		if err != nil {
			return err
		}
		if n.SchoolID != school || n.ClassID != class || n.ToldAt == 0 {
			return errNone
		}
		fresh, err := insertSeen(ctx, tx, n, pupil, ReaderOf(a, school, pupil))
		if err != nil || !fresh {
			return err
		}
		return s.feed.Append(ctx, tx, school, feed.Item{Kind: Changed, Subject: n.ClassID, Person: pupil})
	})
}

// ReaderOf is which of an actor's people reads about a pupil: the pupil, or the guardian.
func ReaderOf(a allow.Actor, school, pupil string) (reader string) {
	for _, seat := range a.Seats {
		if seat.School == school && (reader == "" || seat.Person == pupil) {
			reader = seat.Person
		}
	}
	return reader
}

// Keep tells what has become due.
func (s *Service) Keep(ctx context.Context) error {
	var due []string
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		due, err = dueBy(ctx, q, s.db.Now().UnixMilli())
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range due {
		err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			n, err := lock(ctx, tx, id)
			if err != nil || n.ToldAt != 0 || n.WithdrawnAt != 0 {
				return err
			}
			if err := tell(ctx, tx, n); err != nil {
				return err
			}
			return s.feed.Append(ctx, tx, n.SchoolID, feed.Item{Kind: Changed, Subject: n.ClassID})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
