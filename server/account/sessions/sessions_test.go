package sessions_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"yunka/server/account/sessions"
)

func TestABrowserIsNamed(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49(0x18003137)":                "iPhone · WeChat",
		"Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160065 MicroMessenger/8": "Android · WeChat",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0":                                  "Windows · Edge",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15":                                          "Mac · Safari",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1":                         "iPhone · Chrome",
		"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0":                                                                                         "Linux · Firefox",
		"Go-http-client/1.1": "", "": "",
	} {
		if got := sessions.Browser(agent); got != want {
			t.Errorf("%q, want %q: %s", got, want, agent)
		}
	}
}

// values is a session in memory.
type values map[string]string

func (v values) Put(_ context.Context, key string, val any)     { v[key], _ = val.(string) }
func (v values) GetString(_ context.Context, key string) string { return v[key] }
func (v values) since(at time.Time) values {
	v["since"] = strconv.FormatInt(at.UnixMilli(), 10)
	return v
}
func (v values) fresh(t *testing.T, now time.Time) bool { return sessions.Fresh(t.Context(), v, now) }
func (v values) proved(t *testing.T, now time.Time)     { sessions.Proved(t.Context(), v, now) }

// A login speaks for a quarter of an hour, and so does a password typed again.
func TestALoginIsFreshForAQuarterOfAnHour(t *testing.T) {
	login := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	v := values{}.since(login)
	for after, want := range map[time.Duration]bool{0: true, 14*time.Minute + 59*time.Second: true, 15 * time.Minute: false, 24 * time.Hour: false} {
		if got := v.fresh(t, login.Add(after)); got != want {
			t.Errorf("after %s: %v", after, got)
		}
	}
	v.proved(t, login.Add(time.Hour))
	if !v.fresh(t, login.Add(time.Hour+time.Minute)) || v.fresh(t, login.Add(time.Hour+15*time.Minute)) {
		t.Error("the password that was typed again does not count for a quarter of an hour")
	}
	if (values{}).fresh(t, login) {
		t.Error("a session that does not say since when is fresh")
	}
}
