package sim

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// SigninConfig says which lecture to play.
type SigninConfig struct {
	URL                 string
	Organiser, Password string   // of a teacher, who makes the session and shows its code
	People              []string // logins and passwords, "login password" each
	Length              time.Duration
	Repeats             float64 // how many sign in twice, 0 to 1
	Out                 io.Writer
	JSON                bool
}

// SigninReport is what the people and the organiser's list saw.
type SigninReport struct {
	People  int     `json:"people"`
	Signed  int     `json:"signed"` // by the organiser's list at the end
	Stale   int     `json:"stale"`  // scanned a code that had just turned, and scanned again
	Again   int     `json:"again"`  // signed in twice, and were told so
	Lost    int     `json:"lost"`   // were told that they are in, and are not
	Doubled int     `json:"doubled"`
	Failed  int     `json:"failed"` // never got an answer that counts
	P50MS   float64 `json:"p50_ms"` // of the request that signs in
	P95MS   float64 `json:"p95_ms"`
	MaxMS   float64 `json:"max_ms"`
	ScanP95 float64 `json:"scan_p95_ms"` // from the scan to the claim's page
	ListP95 float64 `json:"list_p95_ms"` // from an answer until the live list counts it
}

// lecture is one session that is played.
type lecture struct {
	c         *SigninConfig
	organiser *phone
	id        string
	mu        sync.Mutex
	r         SigninReport
	scan, in  []time.Duration
	answered  []time.Time
	seen      []time.Time // when the list first counted that many
	code      string      // the room's, by the picture on its screen
}

// RunSignin plays a lecture through HTTP: a teacher makes it, the room's page is looked at
// and its picture decoded as a camera would, everybody scans, logs in before, and presses
// the button within the time. Somebody lost or counted twice is an error.
func RunSignin(ctx context.Context, c SigninConfig) (SigninReport, error) {
	switch {
	case len(c.People) == 0:
		return SigninReport{}, errors.New("nobody comes: give --people FILE, a login and a password a line")
	case c.Organiser == "" || c.Password == "":
		return SigninReport{}, errors.New("somebody has to run it: give --organiser and --password of a teacher")
	}
	if c.Out == nil {
		c.Out = io.Discard
	}
	l := &lecture{c: &c, r: SigninReport{People: len(c.People)}}
	phones, err := l.logIn(ctx)
	if err != nil {
		return l.r, err
	}
	if err := l.open(ctx); err != nil {
		return l.r, err
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	var side sync.WaitGroup
	ready := make(chan error, 1)
	side.Go(func() { l.watch(watching, ready) })
	if err := <-ready; err != nil {
		return l.r, err
	}
	if err := l.look(ctx); err != nil {
		return l.r, err
	}
	side.Go(func() { l.keepLooking(watching) })
	var all sync.WaitGroup
	rnd := rand.New(rand.NewPCG(7, 1))
	began := time.Now()
	for i, p := range phones {
		twice := rnd.Float64() < c.Repeats
		at := began.Add(time.Duration(i) * c.Length / time.Duration(len(phones)))
		all.Go(func() {
			if !wait(ctx, time.Until(at)) {
				return
			}
			l.person(ctx, p, twice)
		})
	}
	all.Wait()
	wait(ctx, 2*time.Second) // the list's last counts
	stop()
	side.Wait()
	return l.r, cmp.Or(l.account(ctx), ctx.Err())
}

func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// logIn logs everybody in before it begins: that is not what is measured.
func (l *lecture) logIn(ctx context.Context) ([]*phone, error) {
	var err error
	if l.organiser, err = newPhone(l.c.URL); err != nil {
		return nil, err
	}
	if err := l.organiser.logIn(ctx, l.c.Organiser, l.c.Password); err != nil {
		return nil, err
	}
	phones, errs := make([]*phone, len(l.c.People)), make([]error, len(l.c.People))
	var all sync.WaitGroup
	queue := make(chan int)
	for range workers / 4 {
		all.Go(func() {
			for i := range queue {
				login, password, _ := strings.Cut(strings.TrimSpace(l.c.People[i]), " ")
				if phones[i], errs[i] = newPhone(l.c.URL); errs[i] == nil {
					errs[i] = phones[i].logIn(ctx, login, password)
				}
			}
		})
	}
	for i := range phones {
		queue <- i
	}
	close(queue)
	all.Wait()
	return phones, errors.Join(errs...)
}

func (p *phone) form(ctx context.Context, path string, pairs ...string) (status int, at string, body []byte, err error) {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return p.do(ctx, http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

var (
	valueOf   = regexp.MustCompile(`name="(day|from|to)"[^>]*value="([^"]*)"`)
	liveOf    = regexp.MustCompile(`hx-ws:connect="([^"]+)"`)
	countOf   = regexp.MustCompile(`(?s)id="signin-list".*?<dd>\s*(\d+)`)
	pictureOf = regexp.MustCompile(`(?s)class="qr" viewBox="-4 -4 (\d+) .*?class="dark" d="([^"]+)"`)
	moduleOf  = regexp.MustCompile(`M(\d+) (\d+)h1v1h-1z`)
)

// open makes the session: the form's own times begin within a quarter of an hour, and it is
// open that long before.
func (l *lecture) open(ctx context.Context) error {
	_, _, page, err := l.organiser.do(ctx, http.MethodGet, "/signins/new", "", nil)
	if err != nil {
		return err
	}
	pairs := []string{"title", "Simulated lecture", "who", "open", "opens", "60", "late", "30", "weeks", "1"}
	for _, m := range valueOf.FindAllSubmatch(page, -1) {
		pairs = append(pairs, string(m[1]), string(m[2]))
	}
	status, at, _, err := l.organiser.form(ctx, "/signins", pairs...)
	id, made := strings.CutPrefix(at, "/signins/")
	if err == nil && (status != http.StatusOK || !made) {
		err = fmt.Errorf("no session was made: %d at %s", status, at)
	}
	l.id = id
	return err
}

// look reads the screen of the room and decodes its picture.
func (l *lecture) look(ctx context.Context) error {
	_, _, page, err := l.organiser.do(ctx, http.MethodGet, "/signins/"+l.id+"/room", "", nil)
	if err != nil {
		return err
	}
	m := pictureOf.FindSubmatch(page)
	if m == nil {
		return errors.New("the room shows no code")
	}
	side, _ := strconv.Atoi(string(m[1]))
	bits, err := gozxing.NewSquareBitMatrix(side - 8)
	if err != nil {
		return err
	}
	for _, at := range moduleOf.FindAllSubmatch(m[2], -1) {
		x, _ := strconv.Atoi(string(at[1]))
		y, _ := strconv.Atoi(string(at[2]))
		bits.Set(x, y)
	}
	read, err := decoder.NewDecoder().DecodeWithoutHint(bits)
	if err != nil {
		return fmt.Errorf("no camera reads the room's code: %w", err)
	}
	u, err := url.Parse(read.GetText())
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.code = u.Path
	return nil
}

// keepLooking sees a new code at most half a second after it came.
func (l *lecture) keepLooking(ctx context.Context) {
	for wait(ctx, 500*time.Millisecond) {
		_ = l.look(ctx) // the next look sees it
	}
}

// watch follows the organiser's live list and notes when it counts how many.
func (l *lecture) watch(ctx context.Context, ready chan<- error) {
	_, _, page, err := l.organiser.do(ctx, http.MethodGet, "/signins/"+l.id, "", nil)
	m := liveOf.FindSubmatch(page)
	if err == nil && m == nil {
		err = errors.New("the list is not live")
	}
	if err != nil {
		ready <- err
		return
	}
	address := strings.Replace(l.organiser.base.String(), "http", "ws", 1) + strings.ReplaceAll(string(m[1]), "&amp;", "&")
	ws, _, err := websocket.Dial(ctx, address, &websocket.DialOptions{HTTPClient: &http.Client{Jar: l.organiser.http.Jar},
		HTTPHeader: http.Header{"Origin": {l.organiser.base.Scheme + "://" + l.organiser.base.Host}}})
	ready <- err
	if err != nil {
		return
	}
	defer func() { _ = ws.CloseNow() }()
	ws.SetReadLimit(8 << 20)
	for {
		_, frame, err := ws.Read(ctx)
		if err != nil {
			return
		}
		for _, m := range countOf.FindAllSubmatch(frame, -1) {
			n, _ := strconv.Atoi(string(m[1]))
			l.mu.Lock()
			for len(l.seen) < n {
				l.seen = append(l.seen, time.Now())
			}
			l.mu.Unlock()
		}
	}
}

// person scans, sees the page with their name, and presses.
func (l *lecture) person(ctx context.Context, p *phone, twice bool) {
	for range 3 {
		l.mu.Lock()
		code := l.code
		l.mu.Unlock()
		began := time.Now()
		status, at, _, err := p.do(ctx, http.MethodGet, code, "", nil)
		if err == nil && status == http.StatusConflict {
			l.count(&l.r.Stale)
			wait(ctx, 600*time.Millisecond)
			continue
		}
		scanned := time.Now()
		if err != nil || status != http.StatusOK || at != "/in" {
			break
		}
		status, _, page, err := p.form(ctx, "/in")
		if err != nil || status != http.StatusOK {
			break
		}
		l.mu.Lock()
		l.scan, l.in = append(l.scan, scanned.Sub(began)), append(l.in, time.Since(scanned))
		l.answered = append(l.answered, time.Now())
		l.mu.Unlock()
		_ = page
		if twice {
			if status, at, _, err := p.do(ctx, http.MethodGet, code, "", nil); err == nil && status == http.StatusOK && at == "/in" {
				if status, _, _, err := p.form(ctx, "/in"); err == nil && status == http.StatusOK {
					l.count(&l.r.Again)
				}
			}
		}
		return
	}
	l.count(&l.r.Failed)
}

func (l *lecture) count(n *int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	*n++
}

// account compares who was told that they are in with the organiser's file.
func (l *lecture) account(ctx context.Context) error {
	_, _, file, err := l.organiser.do(ctx, http.MethodGet, "/signins/"+l.id+"/list.csv", "", nil)
	if err != nil {
		return err
	}
	lines := strings.Count(strings.TrimSpace(string(file)), "\n")
	l.r.Signed = lines
	l.r.Lost, l.r.Doubled = max(0, len(l.answered)-lines), max(0, lines-len(l.answered)-l.r.Failed)
	p := func(list []time.Duration, share int) float64 {
		if len(list) == 0 {
			return 0
		}
		slices.Sort(list)
		return ms(list[min(len(list)-1, len(list)*share/100)])
	}
	l.r.P50MS, l.r.P95MS, l.r.MaxMS, l.r.ScanP95 = p(l.in, 50), p(l.in, 95), p(l.in, 100), p(l.scan, 95)
	slices.SortFunc(l.answered, time.Time.Compare)
	var lag []time.Duration
	for i, at := range l.answered {
		if i < len(l.seen) {
			lag = append(lag, max(0, l.seen[i].Sub(at)))
		}
	}
	l.r.ListP95 = p(lag, 95)
	if l.c.JSON {
		enc := json.NewEncoder(l.c.Out)
		enc.SetIndent("", "  ")
		err = enc.Encode(l.r)
	} else {
		_, err = fmt.Fprintf(l.c.Out, "%d people in %v: %d signed in, %d lost, %d double, %d failed; %d scanned a code that had just turned, %d again\nsign-in p50 %.0f, p95 %.0f, max %.0f ms; scan p95 %.0f ms; list p95 %.0f ms behind\n",
			l.r.People, l.c.Length, l.r.Signed, l.r.Lost, l.r.Doubled, l.r.Failed, l.r.Stale, l.r.Again, l.r.P50MS, l.r.P95MS, l.r.MaxMS, l.r.ScanP95, l.r.ListP95)
	}
	if err == nil && (l.r.Lost > 0 || l.r.Doubled > 0 || l.r.Failed > 0) {
		err = fmt.Errorf("%d lost, %d double, %d failed", l.r.Lost, l.r.Doubled, l.r.Failed)
	}
	return err
}

// SigninPeople reads a file with a login and a password a line.
func SigninPeople(file string) (people []string, err error) {
	b, err := os.ReadFile(file)
	for _, line := range strings.Split(string(b), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			people = append(people, line)
		}
	}
	return people, err
}
