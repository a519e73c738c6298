package web

import (
	"net/http"

	"yunka/server/gatelog"
)

// maxRecords is what an upload of a kiosk's log may weigh: scan.MaxRecords records
// with their codes.
const maxRecords = 256 << 10

// kioskRecords takes what a kiosk decided while it was alone.
func (s *Web) kioskRecords(w http.ResponseWriter, r *http.Request) error {
	who, err := s.atKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		TerminalTime int64            `json:"terminal_time"` // for the heartbeat to measure; decides nothing here
		Records      []gatelog.Record `json:"records"`
	}
	if err := readJSON(r, &body); err != nil {
		return err
	}
	out, err := s.Scans.Upload(finish(r), who, body.Records)
	if err != nil {
		return err
	}
	return writeJSON(w, out)
}
