package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ClockConfig says which attendance machine to play: one that speaks the API with a token, or
// a ZKTeco clock that speaks ADMS with a serial.
type ClockConfig struct {
	URL    string // of the server; for ADMS of its address for clocks, with the secret path
	Token  string
	Serial string
	Number []string      // who is seen, in turn; ADMS adds who is sent down to it
	Times  int           // how many punches
	Drift  time.Duration // how far its clock is off
	Out    io.Writer
	JSON   bool
}

// ClockReport is what the clock saw.
type ClockReport struct {
	Punches  int   `json:"punches"`
	Stored   int   `json:"stored"`
	Repeated int   `json:"repeated"` // sent again and answered as known
	Unknown  int   `json:"unknown"`  // belong to nobody yet
	Wrong    int   `json:"wrong"`
	People   int   `json:"people"` // ADMS: who was sent down to it
	Removed  int   `json:"removed"`
	Checked  int   `json:"checked"` // ADMS: how often it was asked how many punches it has
	OffsetMS int64 `json:"offset_ms"`
}

// RunClock plays a machine that was alone for a while: what it saw comes shuffled, partly
// twice, and once cut off half way. A punch that is lost or counted twice is an error.
func RunClock(ctx context.Context, c ClockConfig) (r ClockReport, err error) {
	if c.Out == nil {
		c.Out = io.Discard
	}
	switch {
	case (c.Token == "") == (c.Serial == ""):
		return r, errors.New("no machine to play: give --token of a terminal for attendance, or --serial of a registered clock")
	case len(c.Number) == 0 && c.Serial == "":
		return r, errors.New("nobody to see: give --number for each")
	case c.Times < 1 || c.Times > 100_000:
		return r, errors.New("--times must lie between 1 and 100000")
	}
	c.URL = strings.TrimRight(c.URL, "/")
	m := &playedClock{c: c, client: &http.Client{Timeout: 30 * time.Second}, people: map[string]string{}}
	if c.Token != "" {
		r, err = m.api(ctx)
	} else {
		r, err = m.adms(ctx)
	}
	if c.JSON {
		enc := json.NewEncoder(c.Out)
		enc.SetIndent("", "  ")
		return r, errors.Join(err, enc.Encode(r))
	}
	fmt.Fprintf(c.Out, "%d punches: stored %d, repeated %d, of nobody yet %d, wrong %d\npeople %d, removed %d, asked for its count %d times; clock %+d ms\n",
		r.Punches, r.Stored, r.Repeated, r.Unknown, r.Wrong, r.People, r.Removed, r.Checked, r.OffsetMS)
	return r, err
}

type playedClock struct {
	c      ClockConfig
	client *http.Client
	people map[string]string // ADMS: name by PIN
	log    []string          // ADMS: its lines
	times  []time.Time       // of them
	zone   *time.Location
}

type clockPunch struct {
	Seq    int64  `json:"seq"`
	At     int64  `json:"at"`
	Number string `json:"number"`
}

// api plays a machine of the API.
func (m *playedClock) api(ctx context.Context) (r ClockReport, err error) {
	base := time.Now().UnixMicro() // a machine that is played again goes on with its numbers
	var list []clockPunch
	for i := range m.c.Times {
		list = append(list, clockPunch{base + int64(i), time.Now().Add(m.c.Drift - time.Duration(i)*time.Second).UnixMilli(), m.c.Number[i%len(m.c.Number)]})
	}
	r.Punches = len(list)
	rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	parts := slices.Collect(slices.Chunk(list, 60))
	for n, part := range parts {
		for again := range 1 + (n+1)%2 { // every other batch is sent twice: its answer got lost
			out, err := m.post(ctx, part, int64(len(parts)-n-1))
			if err != nil {
				return r, err
			}
			r.OffsetMS = out.OffsetMS
			for _, one := range out.Results {
				switch {
				case one.Result == "stored" && again == 0:
					r.Stored++
				case one.Result == "already" && again == 1:
					r.Repeated++
				default:
					r.Wrong++
				}
				if again == 0 && !one.Known {
					r.Unknown++
				}
			}
		}
	}
	if r.Stored != r.Punches || r.Wrong > 0 {
		return r, fmt.Errorf("%d of %d punches were stored, %d answers were wrong", r.Stored, r.Punches, r.Wrong)
	}
	return r, nil
}

type clockAnswer struct {
	OffsetMS int64 `json:"offset_ms"`
	Results  []struct {
		Result string `json:"result"`
		Why    string `json:"why"`
		Known  bool   `json:"known"`
	} `json:"results"`
}

func (m *playedClock) post(ctx context.Context, list []clockPunch, queued int64) (out clockAnswer, err error) {
	b, err := json.Marshal(map[string]any{"clock": time.Now().Add(m.c.Drift).UnixMilli(), "queued": queued, "punches": list})
	if err != nil {
		return out, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.c.URL+"/api/v1/attendance/punches", bytes.NewReader(b))
	if err != nil {
		return out, err
	}
	req.Header.Set("Authorization", "Bearer "+m.c.Token)
	req.Header.Set("Content-Type", "application/json")
	text, err := m.do(req)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal([]byte(text), &out)
}

func (m *playedClock) do(req *http.Request) (string, error) {
	res, err := m.client.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 8<<20))
	if err != nil {
		return "", err
	}
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("the server answered %d: %s", res.StatusCode, answer)
	}
	return string(answer), nil
}

// ask is a request of a clock. A line without an end is dropped, as its firmware does.
func (m *playedClock) ask(ctx context.Context, method, path, query, body string) (lines []string, err error) {
	req, err := http.NewRequestWithContext(ctx, method, m.c.URL+"/iclock/"+path+"?SN="+url.QueryEscape(m.c.Serial)+query, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "iClock Proxy/1.09")
	text, err := m.do(req)
	if err != nil {
		return nil, err
	}
	for {
		line, rest, ended := strings.Cut(text, "\n")
		if !ended {
			break
		}
		lines, text = append(lines, strings.TrimRight(line, "\r")), rest
	}
	if len(lines) > 0 && strings.HasPrefix(lines[0], "UNKNOWN DEVICE") {
		return nil, errors.New("the server does not know this clock: is its serial registered, and the address right?")
	}
	return lines, nil
}

// adms plays a ZKTeco clock: hello, people, punches, and what it is asked.
func (m *playedClock) adms(ctx context.Context) (r ClockReport, err error) {
	options, err := m.ask(ctx, http.MethodGet, "cdata", "&options=all&pushver=2.4.1&language=69", "")
	if err != nil {
		return r, err
	}
	if len(options) == 0 || options[0] != "GET OPTION FROM: "+m.c.Serial {
		return r, errors.New("the server did not answer hello")
	}
	if err := m.set(options); err != nil {
		return r, err
	}
	if err := m.poll(ctx, &r); err != nil {
		return r, err
	}
	pins := slices.Clone(m.c.Number)
	for pin := range m.people {
		pins = append(pins, pin)
	}
	slices.Sort(pins)
	if len(pins) == 0 {
		return r, errors.New("nobody to see: the server sent no people down, give --number for each")
	}
	for i := range m.c.Times {
		t := time.Now().Add(m.c.Drift - time.Duration(i)*time.Second).In(m.zone)
		m.log = append(m.log, pins[i%len(pins)]+"\t"+t.Format(time.DateTime)+"\t255\t1\t0\t0\t0")
		m.times = append(m.times, t)
	}
	r.Punches = len(m.log)
	list := slices.Clone(m.log)
	rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	for n, part := range slices.Collect(slices.Chunk(list, 150)) {
		if n == 1 { // it was cut off in the middle of a line
			text := strings.Join(part, "\n")
			_, _ = m.ask(ctx, http.MethodPost, "cdata", "&table=ATTLOG&Stamp=0", text[:len(text)/2])
		}
		for range 1 + (n+1)%2 {
			lines, err := m.ask(ctx, http.MethodPost, "cdata", "&table=ATTLOG&Stamp=0", strings.Join(part, "\n")+"\n")
			if err != nil {
				return r, err
			}
			if len(lines) != 1 || !strings.HasPrefix(lines[0], "OK") {
				return r, fmt.Errorf("a batch was answered %q", lines)
			}
		}
		r.Stored += len(part)
	}
	return r, m.poll(ctx, &r)
}

// set takes the options as a clock does: its zone above all.
func (m *playedClock) set(options []string) error {
	for _, line := range options {
		if text, ok := strings.CutPrefix(line, "TimeZone="); ok {
			n, err := strconv.Atoi(text)
			if err != nil {
				return fmt.Errorf("the zone is %q", text)
			}
			if n < -24 || n > 24 {
				n *= 60
			} else {
				n *= 3600
			}
			m.zone = time.FixedZone("", n)
			return nil
		}
	}
	return errors.New("the options have no TimeZone: the clock would go by its own")
}

// poll asks for commands and does them, until there are none.
func (m *playedClock) poll(ctx context.Context, r *ClockReport) error {
	for range 200 {
		lines, err := m.ask(ctx, http.MethodGet, "getrequest", "", "")
		if err != nil {
			return err
		}
		var results []string
		for _, line := range lines {
			parts := strings.SplitN(line, ":", 3)
			if len(parts) != 3 || parts[0] != "C" {
				continue
			}
			results = append(results, m.obey(parts[1], parts[2], r))
			if rest, ok := strings.CutPrefix(parts[2], "DATA QUERY ATTLOG"); ok {
				from, until := span(rest)
				var again []string
				for i, one := range m.log {
					if at := m.times[i].Format(time.DateTime); at >= from && at <= until {
						again = append(again, one)
					}
				}
				if _, err := m.ask(ctx, http.MethodPost, "cdata", "&table=ATTLOG&Stamp=0", strings.Join(again, "\n")+"\n"); err != nil {
					return err
				}
			}
		}
		if len(results) == 0 {
			return nil
		}
		if _, err := m.ask(ctx, http.MethodPost, "devicecmd", "", strings.Join(results, "\n")+"\n"); err != nil {
			return err
		}
	}
	return errors.New("the server never ran out of commands")
}

// obey does a command and says what became of it.
func (m *playedClock) obey(id, command string, r *ClockReport) string {
	result := func(code int, cmd string) string { return "ID=" + id + "&Return=" + strconv.Itoa(code) + "&CMD=" + cmd }
	switch {
	case strings.HasPrefix(command, "DATA UPDATE USERINFO "):
		f := fields(strings.TrimPrefix(command, "DATA UPDATE USERINFO "))
		m.people[f["PIN"]] = f["Name"]
		r.People++
		return result(0, "DATA")
	case strings.HasPrefix(command, "DATA DELETE USERINFO "):
		f := fields(strings.TrimPrefix(command, "DATA DELETE USERINFO "))
		r.Removed++
		if _, ok := m.people[f["PIN"]]; !ok {
			return result(-10, "DATA")
		}
		delete(m.people, f["PIN"])
		return result(0, "DATA")
	case strings.HasPrefix(command, "VERIFY SUM ATTLOG"):
		from, until := span(strings.TrimPrefix(command, "VERIFY SUM ATTLOG"))
		n := 0
		for _, t := range m.times {
			if at := t.Format(time.DateTime); at >= from && at <= until {
				n++
			}
		}
		r.Checked++
		return result(0, "VERIFY SUM") + "&StartTime=" + from + "&EndTime=" + until + "&AttlogSum=" + strconv.Itoa(n)
	case strings.HasPrefix(command, "DATA QUERY ATTLOG"):
		return result(0, "DATA")
	}
	return result(-1002, "")
}

func fields(s string) map[string]string {
	f := map[string]string{}
	for pair := range strings.SplitSeq(s, "\t") {
		k, v, _ := strings.Cut(pair, "=")
		f[strings.TrimSpace(k)] = v
	}
	return f
}

func span(s string) (from, until string) {
	f := fields(s)
	return f["StartTime"], f["EndTime"]
}
