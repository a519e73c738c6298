package kiosk

import (
	"net/http"

	"yunka/server/gatelog"
	"yunka/server/scan/offline"
	"yunka/server/web"
)

// maxRecords is what an upload of a kiosk's log may weigh: offline.MaxRecords records
// with their codes.
const maxRecords = 256 << 10

// records takes what a kiosk decided while it was alone.
func (s *Kiosk) records(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		TerminalTime int64            `json:"terminal_time"` // for the heartbeat to measure; decides nothing here
		Records      []gatelog.Record `json:"records"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	out, err := offline.New(s.Scans).Upload(web.Finish(r), who, body.Records)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, out)
}
