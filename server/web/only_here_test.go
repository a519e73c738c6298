package web_test

import (
	"testing"

	"yunka/server/web"
)

func TestOnlyHere(t *testing.T) {
	for address, want := range map[string]bool{
		"http://localhost:8080": true, "https://localhost": true, "http://127.0.0.1:8080": true, "http://127.9.0.1": true,
		"http://[::1]:8080": true, "http://0.0.0.0:80": true, "http://%zz": true,
		"https://card.chenghu.edu.cn": false, "http://192.168.1.20:8080": false, "https://[fd00::1]:443": false, "https://localhost.school.cn": false,
	} {
		if web.OnlyHere(address) != want {
			t.Errorf("%s: %v", address, !want)
		}
	}
}
