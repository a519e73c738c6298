package adms

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"golang.org/x/time/rate"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/timetable"
)

// maxBody is what a clock may send at once: some 20,000 punches.
const maxBody = 1 << 20

// unknownDevice puts a clock offline; it tries again later.
const unknownDevice = "UNKNOWN DEVICE\n"

// Serve answers clocks on a listener until ctx ends: plain http, because their firmware speaks
// no TLS of today. What limits connections belongs to the caller (package conns).
func (s *Service) Serve(ctx context.Context, l net.Listener, state func(net.Conn, http.ConnState)) error {
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug), ConnState: state, BaseContext: func(net.Listener) context.Context { return ctx }}
	go func() {
		<-ctx.Done()
		late, stop := context.WithTimeout(context.Background(), 2*time.Second)
		defer stop()
		_ = server.Shutdown(late)
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// ServeHTTP implements http.Handler: /iclock/… or /<path>/iclock/….
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, what, ok := split(r.URL.Path)
	if !ok {
		http.NotFound(w, r)
		return
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	addr := from.Addr().Unmap()
	if !s.limiter(addr.String()).Allow() {
		answer(w, http.StatusServiceUnavailable, "ERROR\n")
		return
	}
	ctx := context.WithoutCancel(r.Context()) // a clock that hangs up has its punches stored all the same
	serial := r.URL.Query().Get("SN")
	if !goodSerial.MatchString(serial) {
		answer(w, http.StatusOK, unknownDevice)
		return
	}
	c, err := s.find(ctx, path, serial, addr)
	switch {
	case err != nil:
		s.failed(w, what, err)
	case c == nil:
		answer(w, http.StatusOK, unknownDevice)
	default:
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		text, err := s.handle(ctx, r, c, what, addr.String())
		if err != nil {
			s.failed(w, what, err)
			return
		}
		answer(w, http.StatusOK, text)
	}
}

func (s *Service) failed(w http.ResponseWriter, what string, err error) {
	if large := new(http.MaxBytesError); errors.As(err, &large) {
		answer(w, http.StatusRequestEntityTooLarge, "ERROR\n")
		return
	}
	s.log.Error("adms", "what", what, "err", err)
	answer(w, http.StatusServiceUnavailable, "ERROR\n") // never OK: the clock sends it again
}

// answer writes lines. Old firmware drops a last line without an end, and wants a length.
func answer(w http.ResponseWriter, status int, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain")
	h.Set("Content-Length", strconv.Itoa(len(text)))
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// split reads an address: the secret path, "" without one, and what is asked. Firmware of some
// years asks for cdata.aspx.
func split(p string) (path, what string, ok bool) {
	parts := strings.Split(strings.Trim(p, "/"), "/")
	if len(parts) == 3 {
		path, parts = parts[0], parts[1:]
	}
	if len(parts) != 2 || parts[0] != "iclock" {
		return "", "", false
	}
	what, _, _ = strings.Cut(parts[1], ".")
	return path, what, true
}

// A clock asks some times in ten seconds; a school's hundred of them may stand behind one
// address.
func (s *Service) limiter(address string) *rate.Limiter {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.limits[address]
	if l == nil {
		if len(s.limits) > 10_000 {
			s.limits = map[string]*rate.Limiter{}
		}
		l = rate.NewLimiter(100, 300)
		s.limits[address] = l
	}
	return l
}

// stick notes whether a clock's last punches could not be taken: then it keeps some back.
func (s *Service) stick(id string, failed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.stuck, id)
	if failed {
		s.stuck[id] = true
	}
}

func (s *Service) isStuck(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stuck[id]
}

// news reports whether a stranger is to be written down: once a minute.
func (s *Service) news(stranger string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.db.Now()
	if last, ok := s.strangers[stranger]; ok && now.Sub(last) < time.Minute {
		return false
	}
	if len(s.strangers) > 10_000 {
		clear(s.strangers)
	}
	s.strangers[stranger] = now
	return true
}

// find is the clock that a request is of, nil for none: by its path and serial, or by its
// serial and network where it may come without a path.
func (s *Service) find(ctx context.Context, path, serial string, from netip.Addr) (found *Clock, err error) {
	var hint string // the school that an unknown clock seems to belong to
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		var list []Clock
		var err error
		if path != "" {
			list, err = byPath(ctx, q, path)
		} else {
			list, err = open(ctx, q)
		}
		if err != nil {
			return err
		}
		n := 0
		for i, c := range list {
			if path != "" {
				hint = c.SchoolID
			}
			if c.Serial == serial && c.from(from) {
				found, n = &list[i], n+1
			}
		}
		if n > 1 { // two schools say that it is theirs
			found = nil
		}
		if found == nil && hint == "" {
			hint, err = guess(ctx, q, from)
		}
		return err
	})
	if err != nil || found != nil || hint == "" || !s.news(hint+" "+serial) {
		return found, err
	}
	return nil, s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return noteUnknown(ctx, tx, hint, serial, from.String()) })
}

// guess is the one school that has a clock in an address's network, or the only one there is.
func guess(ctx context.Context, q bun.IDB, from netip.Addr) (school string, err error) {
	list, err := networked(ctx, q)
	if err != nil {
		return "", err
	}
	of := map[string]bool{}
	for _, c := range list {
		if c.NeedPath = false; c.from(from) {
			of[c.SchoolID] = true
			school = c.SchoolID
		}
	}
	if len(of) == 1 {
		return school, nil
	}
	all, err := schools(ctx, q)
	if len(all) == 1 {
		return all[0], err
	}
	return "", err
}

// handle answers a registered clock.
func (s *Service) handle(ctx context.Context, r *http.Request, c *Clock, what, from string) (string, error) {
	q := r.URL.Query()
	read := func() (string, error) {
		b, err := io.ReadAll(r.Body)
		return string(b), err
	}
	switch {
	case what == "cdata" && r.Method == http.MethodGet && q.Has("options"):
		c.GB = q.Get("language") == "83"
		if v := q.Get("pushver"); v != "" && c.Firmware == "" {
			c.Firmware = clean("push "+v, 40)
		}
		return s.hello(ctx, c, from)
	case what == "cdata" && r.Method == http.MethodPost && q.Get("table") == "ATTLOG":
		n := 0
		body, err := read()
		if err == nil {
			n, err = s.attlog(ctx, c, body, from)
		}
		s.stick(c.TerminalID, err != nil)
		return "OK: " + strconv.Itoa(n) + "\n", err
	case what == "cdata" && r.Method == http.MethodPost && q.Get("table") == "OPERLOG":
		body, err := read() // what people do at its menu, and their data: nothing of it is stored
		return "OK: " + strconv.Itoa(strings.Count(strings.TrimSpace(body), "\n")+1) + "\n", err
	case what == "getrequest":
		if info := q.Get("INFO"); info != "" {
			version, _, _ := strings.Cut(info, ",")
			c.Firmware = clean(version, 40)
		}
		return s.poll(ctx, c, from)
	case what == "devicecmd" && r.Method == http.MethodPost:
		body, err := read()
		if err != nil {
			return "", err
		}
		return "OK\n", s.results(ctx, c, body, from)
	default: // photos, templates, settings, heartbeats
		_, err := io.Copy(io.Discard, r.Body)
		return "OK\n", err
	}
}

// clean is a text of a clock that may be stored and shown.
func clean(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, s)
	return s[:min(len(s), most)]
}

// hello is the block of options. Stamps are 0: whatever a clock sends again is known.
func (s *Service) hello(ctx context.Context, c *Clock, from string) (text string, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sc, err := campus.SchoolByID(ctx, tx, c.SchoolID)
		if err != nil {
			return err
		}
		text = "GET OPTION FROM: " + c.Serial + "\n" +
			"ATTLOGStamp=0\nOPERLOGStamp=9999\nATTPHOTOStamp=9999\n" +
			"ErrorDelay=30\nDelay=10\nTransTimes=00:00;14:05\nTransInterval=1\n" +
			"TransFlag=TransData AttLog\n" +
			"TimeZone=" + zoneOption(tx.Now.In(sc.Location())) + "\n" +
			"Realtime=1\nEncrypt=0\nServerVer=2.4.1\nPushProtVer=2.4.1\n"
		return heard(ctx, tx, c, from)
	})
	return text, err
}

// zoneOption is an offset as a clock reads it: whole hours, or minutes of more than 24.
func zoneOption(t time.Time) string {
	_, seconds := t.Zone()
	if minutes := seconds / 60; minutes%60 != 0 {
		return strconv.Itoa(minutes)
	}
	return strconv.Itoa(seconds / 3600)
}

// wall is an instant as a clock writes it.
func wall(ms int64, loc *time.Location) string {
	return time.UnixMilli(ms).In(loc).Format(time.DateTime)
}

// dayStart is the first instant of the day of an instant.
func dayStart(ms int64, loc *time.Location) int64 {
	return timetable.Instant(timetable.Today(time.UnixMilli(ms), loc), 0, loc).UnixMilli()
}
