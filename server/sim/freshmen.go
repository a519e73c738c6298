package sim

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// FreshmenConfig says which day of arrivals to play.
type FreshmenConfig struct {
	URL             string
	Admin, Password string // of the office, which makes the intake and its desks
	People, Desks   int
	Length          time.Duration
	Repeats         float64 // how many are scanned twice, at another desk, 0 to 1
	Out             io.Writer
	JSON            bool
}

// FreshmenReport is what the desks and the wall saw.
type FreshmenReport struct {
	People  int     `json:"people"`
	Arrived int     `json:"arrived"` // by the report at the end
	Again   int     `json:"again"`   // were scanned twice, and told when they came
	Lost    int     `json:"lost"`    // were told that they are in, and are not
	Doubled int     `json:"doubled"` // were told twice that they are in
	Failed  int     `json:"failed"`  // never got an answer that counts
	P50MS   float64 `json:"p50_ms"`  // of a scan
	P95MS   float64 `json:"p95_ms"`
	MaxMS   float64 `json:"max_ms"`
	WallP95 float64 `json:"wall_p95_ms"` // from the scan until the wall counts it
}

// arrivals is one day that is played.
type arrivals struct {
	c      *FreshmenConfig
	office *phone
	intake string // its path in the console
	desks  []*phone
	codes  []string
	mu     sync.Mutex
	r      FreshmenReport
	took   []time.Duration
	sent   []time.Time // scans that were the first
	first  map[string]int
	seen   []time.Time // when the wall first counted that many
}

var (
	secretOf  = regexp.MustCompile(`class="secret">([A-Z0-9-]+)<`)
	rowOf     = regexp.MustCompile(`name="page" value="([^"]+)"`)
	slipOf    = regexp.MustCompile(`class="big-code">([A-Z0-9-]+)<`)
	deskForm  = regexp.MustCompile(`action="(/console/freshmen/[^"]+/desks/[^"]+)"[^>]*>\s*<b>Simulated desk`)
	stepValue = regexp.MustCompile(`(?s)name="step".*?<option value="([^"]+)"`)
	wallOf    = regexp.MustCompile(`class="huge">(\d+)<`)
	bandOf    = regexp.MustCompile(`data-sound="([a-z]*)"`)
)

// RunFreshmen plays a day of arrivals through HTTP: the office takes in a list, prints slips
// and pairs desks; families are scanned, some twice at different desks; the wall is watched.
// Somebody lost or counted twice is an error.
func RunFreshmen(ctx context.Context, c FreshmenConfig) (FreshmenReport, error) {
	if c.Admin == "" || c.Password == "" {
		return FreshmenReport{}, errors.New("an office has to run it: give --admin and --password")
	}
	c.People, c.Desks = max(1, min(c.People, 5000)), max(1, min(c.Desks, 50))
	if c.Out == nil {
		c.Out = io.Discard
	}
	l := &arrivals{c: &c, r: FreshmenReport{People: c.People}, first: map[string]int{}}
	var err error
	if l.office, err = newPhone(c.URL); err != nil {
		return l.r, err
	}
	if err := l.office.logIn(ctx, c.Admin, c.Password); err != nil {
		return l.r, err
	}
	for _, prepare := range []func(context.Context) error{l.open, l.slips, l.pair} {
		if err := prepare(ctx); err != nil {
			return l.r, err
		}
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	var side sync.WaitGroup
	ready := make(chan error, 1)
	side.Go(func() { l.watch(watching, ready) })
	if err := <-ready; err != nil {
		return l.r, err
	}
	l.play(ctx)
	wait(ctx, 2*time.Second) // the wall's last counts
	stop()
	side.Wait()
	return l.r, cmp.Or(l.account(ctx), ctx.Err())
}

// open makes an intake of today with a list of so many.
func (l *arrivals) open(ctx context.Context) error {
	status, at, _, err := l.office.form(ctx, "/console/freshmen", "name", "Simulated intake", "day", time.Now().Format("2006-01-02"))
	at, _, _ = strings.Cut(at, "?")
	if err == nil && (status != http.StatusOK || !strings.HasPrefix(at, "/console/freshmen/")) {
		err = fmt.Errorf("no intake was made: %d at %s", status, at)
	}
	if err != nil {
		return err
	}
	l.intake = at
	var list, body bytes.Buffer
	list.WriteString("name,birthday,grade,guardian 1 name,guardian 1 phone,guardian 1 relation\n")
	grades := []string{"A", "B", "C", "D", "E", "F", "G", "H"}
	for i := range l.c.People {
		fmt.Fprintf(&list, "Pupil %d,2014-%02d-%02d,%s,Guardian %d,138%08d,mother\n", i, 1+i%12, 1+i%28, grades[i%len(grades)], i, i)
	}
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", "list.csv")
	if err == nil {
		_, err = part.Write(list.Bytes())
	}
	if err == nil {
		err = w.WriteField("look", "0")
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return err
	}
	status, _, _, err = l.office.do(ctx, http.MethodPost, l.intake+"/import", w.FormDataContentType(), &body)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("the list was not taken in: %d", status)
	}
	return err
}

// slips makes one for each of the list, page by page.
func (l *arrivals) slips(ctx context.Context) error {
	for from := 0; from < l.c.People; from += 100 {
		_, _, page, err := l.office.do(ctx, http.MethodGet, l.intake+"/list?from="+strconv.Itoa(from), "", nil)
		if err != nil {
			return err
		}
		v := url.Values{}
		for _, m := range rowOf.FindAllSubmatch(page, -1) {
			v.Add("one", string(m[1]))
		}
		status, _, page, err := l.office.do(ctx, http.MethodPost, l.intake+"/slips", "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
		if err != nil {
			return err
		}
		if status != http.StatusOK {
			return fmt.Errorf("no slips were made: %d", status)
		}
		for _, m := range slipOf.FindAllSubmatch(page, -1) {
			l.codes = append(l.codes, string(m[1]))
		}
	}
	if len(l.codes) != l.c.People {
		return fmt.Errorf("%d slips for %d people", len(l.codes), l.c.People)
	}
	return nil
}

// pair adds desks, pairs each as a browser of its own, and gives them the arrival.
func (l *arrivals) pair(ctx context.Context) error {
	for i := range l.c.Desks {
		name := "Simulated desk " + strconv.Itoa(i+1)
		_, _, page, err := l.office.form(ctx, "/console/terminals", "name", name, "scene", "freshmen", "kind", "kiosk")
		if err != nil {
			return err
		}
		m := secretOf.FindSubmatch(page)
		if m == nil {
			return errors.New("no desk was added")
		}
		desk, err := newPhone(l.c.URL)
		if err != nil {
			return err
		}
		if _, _, _, err := desk.form(ctx, "/kiosk/pair", "code", string(m[1])); err != nil {
			return err
		}
		l.desks = append(l.desks, desk)
	}
	_, _, page, err := l.office.do(ctx, http.MethodGet, l.intake+"/day", "", nil)
	if err != nil {
		return err
	}
	step := stepValue.FindSubmatch(page) // the first that is not nothing: the arrival
	if step == nil {
		return errors.New("no step is done at a desk")
	}
	for _, m := range deskForm.FindAllSubmatch(page, -1) {
		if _, _, _, err := l.office.form(ctx, string(m[1]), "step", string(step[1])); err != nil {
			return err
		}
	}
	return nil
}

// watch follows the wall and notes when it counts how many.
func (l *arrivals) watch(ctx context.Context, ready chan<- error) {
	_, _, page, err := l.office.do(ctx, http.MethodGet, l.intake+"/wall", "", nil)
	m := liveOf.FindSubmatch(page)
	if err == nil && m == nil {
		err = errors.New("the wall is not live")
	}
	if err != nil {
		ready <- err
		return
	}
	address := strings.Replace(l.office.base.String(), "http", "ws", 1) + strings.ReplaceAll(string(m[1]), "&amp;", "&")
	ws, _, err := websocket.Dial(ctx, address, &websocket.DialOptions{HTTPClient: &http.Client{Jar: l.office.http.Jar},
		HTTPHeader: http.Header{"Origin": {l.office.base.Scheme + "://" + l.office.base.Host}}})
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
		for _, m := range wallOf.FindAllSubmatch(frame, -1) {
			n, _ := strconv.Atoi(string(m[1]))
			l.mu.Lock()
			for len(l.seen) < n {
				l.seen = append(l.seen, time.Now())
			}
			l.mu.Unlock()
		}
	}
}

// play lets everybody come, in the order of the list and evenly over the time; a desk scans
// one after the other.
func (l *arrivals) play(ctx context.Context) {
	rnd := rand.New(rand.NewPCG(11, 1))
	began := time.Now()
	queues := make([]chan string, len(l.desks))
	var all sync.WaitGroup
	for i, desk := range l.desks {
		queues[i] = make(chan string, l.c.People)
		all.Go(func() {
			for code := range queues[i] {
				l.scan(ctx, desk, code)
			}
		})
	}
	for i, code := range l.codes {
		if !wait(ctx, time.Until(began.Add(time.Duration(i)*l.c.Length/time.Duration(len(l.codes))))) {
			break
		}
		queues[i%len(queues)] <- code
		if rnd.Float64() < l.c.Repeats { // at once, at another desk
			queues[(i+1)%len(queues)] <- code
		}
	}
	for _, q := range queues {
		close(q)
	}
	all.Wait()
}

func (l *arrivals) scan(ctx context.Context, desk *phone, code string) {
	body, _ := json.Marshal(map[string]string{"text": l.c.URL + "/join/" + code}) // two strings
	began := time.Now()
	status, _, page, err := desk.do(ctx, http.MethodPost, "/freshmen/desk/scan", "application/json", bytes.NewReader(body))
	took := time.Since(began)
	heard := ""
	if m := bandOf.FindSubmatch(page); m != nil {
		heard = string(m[1])
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.took = append(l.took, took)
	switch {
	case err != nil || status != http.StatusOK || heard == "" || heard == "deny":
		l.r.Failed++
	case heard == "again":
		l.r.Again++
	default:
		l.sent = append(l.sent, began)
		if l.first[code]++; l.first[code] > 1 {
			l.r.Doubled++
		}
	}
}

// account compares what the desks were told with the report.
func (l *arrivals) account(ctx context.Context) error {
	_, _, file, err := l.office.do(ctx, http.MethodGet, l.intake+"/report.csv", "", nil)
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSpace(string(file)), "\n")
	if cells := strings.Split(lines[len(lines)-1], ","); len(cells) > 6 {
		l.r.Arrived, _ = strconv.Atoi(cells[6])
	}
	l.r.Lost = max(0, len(l.first)-l.r.Arrived)
	slices.Sort(l.took)
	p := func(share int) float64 { return ms(l.took[min(len(l.took)-1, len(l.took)*share/100)]) }
	if len(l.took) > 0 {
		l.r.P50MS, l.r.P95MS, l.r.MaxMS = p(50), p(95), p(100)
	}
	slices.SortFunc(l.sent, time.Time.Compare)
	var lag []time.Duration
	for i, at := range l.sent {
		if i < len(l.seen) {
			lag = append(lag, max(0, l.seen[i].Sub(at)))
		}
	}
	if slices.Sort(lag); len(lag) > 0 {
		l.r.WallP95 = ms(lag[min(len(lag)-1, len(lag)*95/100)])
	}
	if l.c.JSON {
		enc := json.NewEncoder(l.c.Out)
		enc.SetIndent("", "  ")
		err = enc.Encode(l.r)
	} else {
		_, err = fmt.Fprintf(l.c.Out, "%d people in %v at %d desks: %d arrived, %d lost, %d double, %d failed, %d scanned again\nscan p50 %.0f, p95 %.0f, max %.0f ms; scan to wall p95 %.0f ms\n",
			l.r.People, l.c.Length, len(l.desks), l.r.Arrived, l.r.Lost, l.r.Doubled, l.r.Failed, l.r.Again, l.r.P50MS, l.r.P95MS, l.r.MaxMS, l.r.WallP95)
	}
	if err == nil && (l.r.Lost > 0 || l.r.Doubled > 0 || l.r.Failed > 0 || l.r.Arrived != l.r.People) {
		err = fmt.Errorf("%d of %d arrived; %d lost, %d double, %d failed", l.r.Arrived, l.r.People, l.r.Lost, l.r.Doubled, l.r.Failed)
	}
	return err
}
