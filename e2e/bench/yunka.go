package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
)

const school = "bench"

// teller renders every fact as the same message. What a snapshot costs is the
// page's business and not the stream's: here it is empty.
type teller struct{}

func (teller) Snapshot(context.Context, bun.IDB, live.Topic, string, int64) ([]byte, error) {
	return []byte("<p></p>"), nil
}

func (teller) Render(_ context.Context, _ bun.IDB, b live.Batch) (out []live.Fragment, err error) {
	for _, it := range b.Items {
		for _, t := range b.Topics {
			out = append(out, live.Fragment{Topic: t, Version: it.Number, Draw: live.HTML([]byte(it.Subject))})
		}
	}
	return out, nil
}

// serveYunka is the hub as the program runs it: each message is a fact that is
// committed to SQLite, read from the feed, rendered and sent.
func serveYunka(addr, dir string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, "sqlite:"+filepath.Join(dir, "bench.db"))
	if err != nil {
		return err
	}
	if _, err := d.Migrate(ctx); err != nil {
		return err
	}
	err = d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, q := range []string{
			"INSERT INTO school (id, slug, name, zone, demo, lease_seconds, policy_version, created_at) VALUES (?, 'bench', 'x', 'Asia/Shanghai', FALSE, 1, 1, 0) ON CONFLICT DO NOTHING",
			"INSERT INTO feed_head (school_id, last) VALUES (?, 0) ON CONFLICT DO NOTHING",
		} {
			if _, err := tx.NewRaw(q, school).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	f := feed.New()
	hub := live.New(live.Config{
		DB: d, Feed: f, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Reauthorise: func(_ context.Context, _ live.Viewer, topics []live.Topic) (live.Verdict, error) {
			return live.Verdict{OK: true, Topics: topics}, nil
		},
	})
	hub.Register(teller{}, live.Console)
	go func() { _ = hub.Run(ctx) }()
	sockets := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := live.Viewer{ID: r.URL.Query().Get("id"), Session: "s", Lang: "zh-CN", Epoch: hub.Epoch(), Topics: []live.Topic{{Kind: live.Console, ID: school, School: school}}}
		if err := hub.Serve(w, r, v, 0); err != nil {
			http.Error(w, fmt.Sprint(err), fault.Status(err))
		}
	})
	return run(addr, sockets, func() error {
		return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return f.Append(ctx, tx, school, feed.Item{Kind: "bench", Subject: message()})
		})
	})
}
