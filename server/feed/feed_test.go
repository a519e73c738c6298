package feed_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/schooltest"
)

func school(t *testing.T, d *db.DB, slug string) (id string) {
	t.Helper()
	return schooltest.New(t, d, schooltest.Bare, schooltest.Slug(slug)).School
}

func read(t *testing.T, d *db.DB, school string, after int64, limit int) (items []feed.Item) {
	t.Helper()
	err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		items, err = feed.Read(ctx, q, school, after, limit)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// Whatever commits, a reader that follows by number sees every item once, in
// order, and never a number whose predecessor is still missing.
func TestNumbersBecomeVisibleInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := feed.New()
		id, other := school(t, d, "a"), school(t, d, "b")
		const writers, each = 8, 25
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for n := range each {
					fail := n%5 == 4
					err := d.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
						if err := f.Append(ctx, tx, id, feed.Item{Kind: feed.CardState, Subject: fmt.Sprint(w, "-", n)}); err != nil {
							return err
						}
						if fail {
							return context.Canceled // a rollback leaves no gap
						}
						return nil
					})
					if (err != nil) != fail {
						t.Error(err)
					}
				}
			})
		}
		want := int64(writers * each * 4 / 5)
		for cursor := int64(0); cursor < want; {
			for _, it := range read(t, d, id, cursor, 7) {
				if it.Number != cursor+1 {
					t.Fatalf("after %d came %d", cursor, it.Number)
				}
				cursor = it.Number
			}
		}
		wg.Wait()
		if items := read(t, d, id, want, 10); len(items) != 0 {
			t.Fatalf("%d items too many", len(items))
		}
		if items := read(t, d, other, 0, 10); len(items) != 0 {
			t.Fatalf("another school has %d of them", len(items))
		}
	})
}

func TestBellCarriesTheNewestNumberAndBlocksNobody(t *testing.T) {
	f := feed.New()
	bell, stop := f.Listen("s")
	deaf, stopDeaf := f.Listen("s")
	for n := range int64(100) {
		f.Ring("s", n)
	}
	if n := <-bell; n != 99 {
		t.Fatalf("heard %d", n)
	}
	stop()
	stopDeaf()
	f.Ring("s", 100)
	if n := <-deaf; n != 99 {
		t.Fatalf("heard %d after stop", n)
	}
	f.Ring("s", 7) // of a commit that was slow to say so
	if n, none := f.Heard("s"), f.Heard("other"); n != 100 || none != 0 {
		t.Fatalf("the newest is %d, of another school %d", n, none)
	}
}

// What changes a card or a person has terminals pull their lists; what teachers, the
// office and other schools do meanwhile has not.
func TestOnlyCardsAndPeopleConcernLists(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := feed.New()
		id, other := school(t, d, "a"), school(t, d, "b")
		newest := func() (n int64) {
			t.Helper()
			err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
				n, err = feed.LastListed(ctx, q, id)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		add := func(school, kind string) {
			t.Helper()
			err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				return f.Append(ctx, tx, school, feed.Item{Kind: kind, Subject: school})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if newest() != 0 {
			t.Errorf("an empty feed: %d", newest())
		}
		number := int64(0)
		for _, kind := range []string{feed.CardState, feed.PersonState, feed.RosterDone} {
			add(id, kind)
			number++
			for _, noise := range []string{"attendance.marked", feed.RightsMoved, feed.TerminalOn, feed.CalendarMoved} {
				if newest() != number {
					t.Fatalf("after %s: %d, want %d", kind, newest(), number)
				}
				add(id, noise)
			}
			add(other, feed.CardState)
			if newest() != number {
				t.Errorf("after noise: %d, want %d", newest(), number)
			}
			number += 4
		}
	})
}
