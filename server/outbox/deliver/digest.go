package deliver

import (
	"slices"

	"yunka/server/outbox"
)

// item is a delivery that waits, with what its notice says of waiting.
type item struct {
	Delivery
	Noticed int64 // when the fact was written down
	Closes  bool
	fresh   bool // made in this transaction: the rights are those of now
	moved   bool // its due time or hold is not what is stored
}

// hold decides how long a new delivery waits for like ones. held are the reader's that
// wait for like ones already, which are all of one digest, oldest first; children is
// for how many children the reader may be told. It changes due times of d and of held.
//
// Like notices of several children wait for each other until each of the children has
// one, until one comes that closes, or until the first has waited its time. Whatever is
// not like them ends the wait: a later message never comes before an earlier one.
func hold(d *item, held []*item, children int, now, wait int64) {
	d.DueAt, d.Hold = now, ""
	release := func() {
		for _, h := range held {
			h.DueAt, h.Hold, h.moved = now, "", true
		}
	}
	if d.Digest == "" || d.Corrects != 0 || d.Via != "guardian" || d.Closes {
		release()
		return
	}
	if len(held) > 0 && held[0].Digest != d.Digest {
		release()
		held = nil
	}
	if slices.ContainsFunc(held, func(h *item) bool { return h.AboutID == d.AboutID }) {
		release() // the same child again: in, out, in
		held = nil
	}
	if len(held)+1 >= children {
		release()
		return
	}
	// Since the fact, not since a worker came to it: who was late with it does not wait twice.
	d.Hold, d.DueAt = "digest", max(now, d.Noticed+wait)
	if len(held) > 0 {
		d.DueAt = held[0].DueAt
	}
}

// group puts a reader's due deliveries, oldest first, into messages: like ones of
// different children within LongestWait of the first are one.
func group(list []*item) (messages [][]*item) {
	for _, d := range list {
		if n := len(messages) - 1; n >= 0 && joins(messages[n], d) {
			messages[n] = append(messages[n], d)
			continue
		}
		messages = append(messages, []*item{d})
	}
	return messages
}

func joins(m []*item, d *item) bool {
	first, last := m[0], m[len(m)-1]
	return d.Digest != "" && d.Digest == first.Digest && !last.Closes &&
		d.Corrects == 0 && first.Corrects == 0 && d.Via == first.Via &&
		d.Noticed-first.Noticed <= outbox.LongestWait.Milliseconds() &&
		!slices.ContainsFunc(m, func(o *item) bool { return o.AboutID == d.AboutID })
}
