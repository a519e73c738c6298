package days

import "yunka/views/ui"

// stateTone is the colour of a state's tag.
func stateTone(s Session) string {
	switch s.State {
	case "present", "made_up":
		return "ok"
	case "late", "early", "late_early", "missing_in", "missing_out":
		return "warn"
	case "absent":
		return "danger"
	}
	return "mute"
}

func stateIcon(s Session) ui.Name {
	switch s.State {
	case "present", "made_up":
		return ui.IconAllowed
	case "late", "early", "late_early":
		return ui.IconClock
	case "missing_in", "missing_out":
		return ui.IconAlert
	case "absent":
		return ui.IconDenied
	case "leave", "official":
		return ui.IconCalendar
	}
	if s.Waits {
		return ui.IconOffline
	}
	return ui.IconWaiting
}

// mayBeWrong reports whether there is anything to contest: the session has begun and is
// not simply as it should be.
func (s Session) mayBeWrong() bool {
	return s.Begun && s.State != "present" && s.State != "made_up"
}

// asked reports whether a request about a session waits for its answer.
func (d Day) asked(s Session) bool {
	for _, r := range d.Requests {
		if r.Open() && r.Session == s.Name {
			return true
		}
	}
	return false
}

func entryIcon(e Entry) ui.Name {
	switch e.Kind {
	case "in", "here":
		return ui.IconIn
	case "out":
		return ui.IconOut
	case "accepted":
		return ui.IconCheck
	case "refused", "withdrawn", "unmarked":
		return ui.IconClose
	}
	return ui.IconHistory
}

func requestTone(r Request) string {
	if r.State == "accepted" {
		return "ok"
	}
	return "mute"
}

func requestIcon(r Request) ui.Name {
	switch r.State {
	case "accepted":
		return ui.IconCheck
	case "open":
		return ui.IconWaiting
	}
	return ui.IconClose
}

func backTo(back string, staff bool) string {
	switch {
	case back != "":
		return back
	case staff:
		return "/class"
	}
	return "/card"
}

func siblingPath(id, date string, month bool) string {
	if month {
		return MonthPath(id, date[:7])
	}
	return Path(id, date)
}
