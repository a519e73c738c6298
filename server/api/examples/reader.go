//go:build ignore

// A reader in Go, standard library only: say that it is there, present a chip,
// act on open alone.
package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"time"
)

const (
	url   = "http://localhost:8080"
	token = "YOUR_TOKEN"
	chip  = "YOUR_CHIP"
)

var client = &http.Client{Timeout: 5 * time.Second}

// ask makes one request. 5xx and a lost answer are tried again with the same body.
func ask(method, path string, body, answer any) error {
	var data []byte
	if body != nil {
		data, _ = json.Marshal(body)
	}
	for try := 0; ; try++ {
		req, err := http.NewRequest(method, url+path, bytes.NewReader(data))
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Content-Type", "application/json")
		res, err := client.Do(req)
		if err == nil {
			var b []byte
			b, err = io.ReadAll(res.Body)
			res.Body.Close()
			switch {
			case err == nil && res.StatusCode == http.StatusOK:
				return json.Unmarshal(b, answer)
			case err == nil && res.StatusCode < 500 && res.StatusCode != http.StatusTooManyRequests:
				return fmt.Errorf("%s: %s", res.Status, b)
			case err == nil:
				err = fmt.Errorf("%s: %s", res.Status, b)
			}
		}
		if try == 3 {
			return err
		}
		time.Sleep(time.Second << try / 2)
	}
}

func main() {
	// Every 30 seconds: the console sees that the reader lives, and you see how far its clock is off.
	var beat struct {
		Offset int64 `json:"offset_ms"`
	}
	if err := ask("POST", "/api/v1/heartbeat", map[string]string{"clock": time.Now().Format(time.RFC3339), "version": "go"}, &beat); err != nil {
		log.Fatal(err)
	}
	fmt.Println("clock is off by", beat.Offset, "ms")

	// One key for each presentation: a second try gets the first answer, and the door opens once.
	var answer struct {
		Open                   bool
		Decision, Reason, Text string
	}
	if err := ask("POST", "/api/v1/scans", map[string]string{"key": rand.Text(), "chip": chip}, &answer); err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Decision, answer.Reason, answer.Text)
	if answer.Open {
		fmt.Println("OPEN")
	} else {
		fmt.Println("SHUT")
	}

	// What has happened in the school, in order. Go on after "next".
	var page struct {
		Items []json.RawMessage
		Next  int64
	}
	if err := ask("GET", "/api/v1/scans?after=0&limit=100", nil, &page); err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(page.Items), "scans; next", page.Next)
}
