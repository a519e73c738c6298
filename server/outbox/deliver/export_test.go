package deliver

import "time"

// LookEvery changes how often a worker looks that nobody has woken.
func (w *Worker) LookEvery(d time.Duration) { w.look = d }
