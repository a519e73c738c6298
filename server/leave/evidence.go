package leave

import (
	"net/http"
	"strings"
	"time"

	"yunka/server/fault"
	"yunka/server/leave/request"
	"yunka/server/picture"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/leave"
)

func (s *Leaves) sendEvidence(w http.ResponseWriter, r *http.Request) error {
	p, err := s.whose(r, request.OwnerOf)
	if err != nil {
		return err
	}
	u, err := web.ReadParts(r, "evidence", picture.MaxBytes, 200)
	if err == nil {
		err = s.requests.Prove(web.Finish(r), web.Actor(r), p.School, p.ID, u.Content)
	}
	if err == nil {
		return web.See(w, r, view.Path(p.ID)+"?done=leave-evidence")
	}
	problem := fault.As(err)
	if problem.Code == "file_too_large" {
		problem = fault.New(fault.Invalid, "evidence_size")
	}
	words := s.FaultWords(r.Context(), problem)
	if words == "" {
		return err
	}
	v := view.OneView{Page: s.Page(r)}
	if strings.HasPrefix(problem.Code, "evidence_") {
		v.EvidenceError = words
	} else {
		v.Page.Problem = words
	}
	return s.drawOne(w, r, p, fault.Status(problem), v)
}

// seenEvidence fills in how it stands with a proof.
func seenEvidence(v *view.Leave, l request.Leave, today string, loc *time.Location) {
	if l.EvidenceDue == "" || l.HasEvidence || !l.State.Open() {
		return
	}
	v.EvidenceDue = timetable.Instant(l.EvidenceDue, 12*60, loc)
	v.Missing = l.EvidenceDue < today
}
