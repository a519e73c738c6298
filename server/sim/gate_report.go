package sim

import (
	"cmp"
	"fmt"
	"io"
	"slices"
)

// GateReport is what the readers saw.
type GateReport struct {
	Readers   int            `json:"readers"`
	Presented int            `json:"presented"`
	Alone     int            `json:"alone"`  // of them decided without the server
	Opened    int            `json:"opened"` // doors, online and alone
	Reasons   map[string]int `json:"reasons"`
	Repeated  int            `json:"repeated"` // requests sent twice
	Differed  int            `json:"differed"` // of them answered otherwise the second time
	Stored    int            `json:"stored"`   // records the server has taken
	Refused   int            `json:"refused"`  // records it has not
	Lost      int            `json:"lost"`     // records that it does not have in the end
	Conflicts map[string]int `json:"conflicts"`
	Lists     int            `json:"lists"`     // pulled whole
	Deltas    int            `json:"deltas"`    // pulled as what has changed
	Unchanged int            `json:"unchanged"` // not pulled, because nothing had
	ListBytes int            `json:"list_bytes"`
	// ListsRefused are those that a reader must not go by; Refusal is why the last one is.
	ListsRefused int    `json:"lists_refused"`
	Refusal      string `json:"refusal,omitempty"`

	OffsetMS int64   `json:"offset_ms"` // as the server measured it
	Skewed   bool    `json:"skewed"`    // the server named it
	P50MS    float64 `json:"p50_ms"`
	P99MS    float64 `json:"p99_ms"`
	UploadMS float64 `json:"upload_ms"` // the longest upload of a queue
}

func (r *GateReport) add(o GateReport) {
	r.Readers += o.Readers
	r.Presented += o.Presented
	r.Alone += o.Alone
	r.Opened += o.Opened
	r.Repeated += o.Repeated
	r.Differed += o.Differed
	r.Stored += o.Stored
	r.Refused += o.Refused
	r.Lost += o.Lost
	r.Lists += o.Lists
	r.Deltas += o.Deltas
	r.Unchanged += o.Unchanged
	r.ListBytes += o.ListBytes
	r.ListsRefused += o.ListsRefused
	r.Refusal = cmp.Or(o.Refusal, r.Refusal)
	r.UploadMS = max(r.UploadMS, o.UploadMS)
	r.OffsetMS, r.Skewed = o.OffsetMS, r.Skewed || o.Skewed
	for k, n := range o.Reasons {
		r.Reasons[k] += n
	}
	for k, n := range o.Conflicts {
		r.Conflicts[k] += n
	}
}

func (r *GateReport) print(w io.Writer) {
	fmt.Fprintf(w, "%d readers presented %d, opened %d; alone %d, stored %d, refused %d, lost %d; repeated %d, answered otherwise %d\n",
		r.Readers, r.Presented, r.Opened, r.Alone, r.Stored, r.Refused, r.Lost, r.Repeated, r.Differed)
	fmt.Fprintf(w, "lists: %d whole, %d as deltas, %d unchanged, %d refused; %d bytes\n", r.Lists, r.Deltas, r.Unchanged, r.ListsRefused, r.ListBytes)
	fmt.Fprintf(w, "p50 %.1f ms, p99 %.1f ms; longest upload %.0f ms; clock ahead by %d ms\n", r.P50MS, r.P99MS, r.UploadMS, r.OffsetMS)
	if r.Skewed {
		fmt.Fprintln(w, "the server says that the clocks are more than 30 s off: such a reader must not decide alone")
	}
	for _, counts := range []map[string]int{r.Reasons, r.Conflicts} {
		keys := make([]string, 0, len(counts))
		for k := range counts {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			fmt.Fprintf(w, "  %6d  %s\n", counts[k], k)
		}
	}
}
