package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"

	"yunka/server/gatelog"
)

// The south gate's reader had no network. It let a girl through, and before her
// somebody with a card that nobody knows, and reports both afterwards, twice,
// because the first answer was lost. Her mother reads when she came, once; the
// office sees one thing to look into, writes down what it was, and is done.
func TestAReaderReportsWhatItDidAlone(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	mother := s.browse("mother", phone).login(s.Parent).reads(pill, "live")
	r := s.reader(gateIn)
	var beat struct {
		Terminal string
		Log      struct {
			Seq  int64
			Hash string
		}
	}
	s.tells(r.Token, "/api/v1/heartbeat", map[string]any{"clock": s.now().Format("2006-01-02T15:04:05Z07:00")}, &beat)

	last := gatelog.Record{Terminal: beat.Terminal, Seq: beat.Log.Seq, Hash: beat.Log.Hash}
	was := gatelog.Next(last, gatelog.Record{At: s.now().UnixMilli(), Kind: gatelog.Chip, Chip: "4040404040", Decision: "ALLOW", Reason: "OK", Open: true})
	girl := gatelog.Next(was, gatelog.Record{At: s.now().UnixMilli(), Kind: gatelog.Chip, Chip: s.Student.Chip, Decision: "ALLOW", Reason: "OK", Open: true})
	var first, second struct {
		Results []struct {
			Result, Scan string
			Conflicts    []string
		}
	}
	s.tells(r.Token, "/api/v1/records", map[string]any{"records": []gatelog.Record{girl, was}}, &first)
	s.tells(r.Token, "/api/v1/records", map[string]any{"records": []gatelog.Record{girl, was}}, &second)
	if len(first.Results) != 2 || first.Results[0].Result != "stored" || second.Results[0].Result != "already" || first.Results[0].Scan != second.Results[0].Scan || len(first.Results[1].Conflicts) != 1 {
		t.Fatalf("%+v\n%+v", first, second)
	}
	mother.sees(`document.querySelectorAll('#today li:not(.none)').length === 1`).sees(`document.querySelector('#today li:not(.none)').textContent.includes('进校')`)

	office.visit("/console").sees(`document.querySelector('a[href$="/conflicts"] b:not([hidden])').textContent.includes('1')`)
	office.click(`a[href$="/conflicts"]`).sees(`document.querySelectorAll('[id^=conflict-]').length === 1`).shot("conflicts").accessible()
	office.expects(`^request: 422 POST /console/conflicts/[^/]+/resolve$`)
	office.enter("[name=note]", "?").click("[id^=conflict-] button").sees(`document.querySelector('[id^=conflict-] .alert')`).shot("conflicts-wrong")
	office.enter("[name=note]", "访客卡，没有登记。").click("[id^=conflict-] button").sees(`!document.querySelector('[id^=conflict-]')`).shot("conflicts-none")
	office.visit("/console/conflicts?state=resolved").sees(`document.querySelector('[id^=conflict-]').textContent.includes('访客卡，没有登记。')`)
	office.visit("/console/audit").sees(`document.querySelector('main').textContent.includes('核实了一件')`)
}

// tells sends JSON as a reader would.
func (s *school) tells(token, path string, body, into any) {
	s.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		s.Fatal(err)
	}
	req, err := http.NewRequest("POST", s.url+path, bytes.NewReader(b))
	if err != nil {
		s.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	res, err := s.client.Do(req)
	if err != nil {
		s.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(into); err != nil || res.StatusCode != http.StatusOK {
		s.Fatalf("%s: %d %v", path, res.StatusCode, err)
	}
}
