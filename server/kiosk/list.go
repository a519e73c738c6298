package kiosk

import (
	"encoding/base64"
	"net/http"
	"strconv"

	"yunka/server/fault"
)

// list gives a kiosk what it decides by when it is alone. The public half of
// the key that signed it stands in the header; a kiosk pins the first it gets. One
// that holds a list says its version and gets the delta, where there is one.
func (s *Kiosk) list(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	var since int64
	if text := r.URL.Query().Get("since"); text != "" {
		if since, err = strconv.ParseInt(text, 10, 64); err != nil || since < 0 {
			return fault.New(fault.Invalid, "since")
		}
	}
	list, err := s.Lists.Make(r.Context(), who.Actor(), since, s.Now())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(len(list.Bytes)))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Yunka-List-Key", base64.StdEncoding.EncodeToString(list.Key))
	_, err = w.Write(list.Bytes)
	return err
}
