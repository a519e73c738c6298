package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"

	"yunka/static"
)

// Bundle is what a service worker keeps: its version moves with each of the
// files and with the worker itself.
func Bundle(name string, files []string) (version string, _ []string) {
	sum := sha256.New()
	for _, file := range files {
		_, _ = sum.Write([]byte(file + "\n"))
	}
	_, _ = sum.Write(static.Content(name))
	return hex.EncodeToString(sum.Sum(nil)[:8]), files
}

// Urls are the addresses of static files; those that were not built are left out.
func Urls(names ...string) (list []string) {
	for _, name := range names {
		if url := static.URL(name); url != "" {
			list = append(list, url)
		}
	}
	return list
}

// WriteWorker is a service worker's script with the files of this release in
// front, so that a release is another script and browsers install it.
func WriteWorker(w http.ResponseWriter, name string, needs []string) error {
	version, files := Bundle(name, needs)
	head, err := json.Marshal(map[string]any{"version": version, "files": files})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, _ = w.Write([]byte("self.yunka = " + string(head) + "\n"))
	_, _ = w.Write(static.Content(name))
	return nil
}
