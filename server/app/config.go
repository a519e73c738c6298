package app

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Config is everything a server must be told. Flags win over the environment,
// which wins over defaults that work.
type Config struct {
	Addr        string         // where to listen; ":0" picks a port (YUNKA_ADDR)
	Data        string         // directory for the SQLite file and the demo's logins (YUNKA_DATA)
	DatabaseURL string         // postgres://…; "" is SQLite in Data (DATABASE_URL)
	TLSCert     string         // own certificate and key (YUNKA_TLS_CERT, YUNKA_TLS_KEY)
	TLSKey      string         //
	Secure      bool           // a proxy in front speaks TLS (YUNKA_SECURE)
	Proxies     []netip.Prefix // whose X-Forwarded-For counts (YUNKA_TRUSTED_PROXIES)
	Grace       time.Duration  // how long /readyz says no before the door closes; FromEnv says 1 s (YUNKA_GRACE)
	Clock       func() time.Time
}

// FromEnv reads the environment.
func FromEnv() (Config, error) {
	c := Config{Addr: env("YUNKA_ADDR", ":8080"), Data: env("YUNKA_DATA", "./data"), DatabaseURL: os.Getenv("DATABASE_URL"),
		TLSCert: os.Getenv("YUNKA_TLS_CERT"), TLSKey: os.Getenv("YUNKA_TLS_KEY"), Clock: time.Now}
	var err error
	if v := os.Getenv("YUNKA_SECURE"); v != "" {
		if c.Secure, err = strconv.ParseBool(v); err != nil {
			return c, fmt.Errorf("YUNKA_SECURE: want true or false, got %q", v)
		}
	}
	if c.Grace, err = time.ParseDuration(env("YUNKA_GRACE", "1s")); err != nil || c.Grace < 0 || c.Grace > time.Minute {
		return c, fmt.Errorf("YUNKA_GRACE: want a time such as 5s, at most a minute, got %q", os.Getenv("YUNKA_GRACE"))
	}
	for _, p := range strings.FieldsFunc(os.Getenv("YUNKA_TRUSTED_PROXIES"), func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(p)
		if err != nil {
			return c, fmt.Errorf("YUNKA_TRUSTED_PROXIES: %q is no network such as 10.0.0.0/8", p)
		}
		c.Proxies = append(c.Proxies, prefix)
	}
	return c, c.Check()
}

// Check says what cannot be, by the name it was set with.
func (c Config) Check() error {
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return fmt.Errorf("YUNKA_ADDR: %q is no address such as :8080", c.Addr)
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return fmt.Errorf("YUNKA_TLS_CERT and YUNKA_TLS_KEY belong together")
	}
	return nil
}

// DSN is what db.Open gets.
func (c Config) DSN() string {
	if c.DatabaseURL != "" {
		return c.DatabaseURL
	}
	return "sqlite:" + filepath.Join(c.Data, "yunka.db")
}

func env(name, fallback string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return fallback
}
