package people

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/web"
	view "yunka/views/people"
)

// recently is how long a change is worth a line when every gate knows of it.
const recently = 24 * time.Hour

// listsKnow says at which gates a person's last change would count if they were
// alone; nil when there is nothing to say.
func (s *People) listsKnow(ctx context.Context, q bun.IDB, school, person string, loc *time.Location) (*view.ListsKnow, error) {
	k, err := access.KnownOf(ctx, q, school, person, s.Now())
	if err != nil || k.At == 0 || k.Total == 0 || len(k.Behind) == 0 && s.Now().Sub(time.UnixMilli(k.At)) > recently {
		return nil, err
	}
	v := &view.ListsKnow{At: web.At(k.At, loc), Knowing: k.Knowing, Total: k.Total}
	for _, b := range k.Behind {
		v.Behind = append(v.Behind, view.ListBehind{ID: b.ID, Name: b.Name, LastAt: web.At(b.LastAt, loc), ListAt: web.At(b.ListAt, loc), Stale: b.Stale})
	}
	return v, nil
}
