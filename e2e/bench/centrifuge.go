package main

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/centrifugal/centrifuge"
)

const channel = "console"

// serveCentrifuge is the library as its own examples set it up, with the
// memory engine: every client is subscribed by the server to one channel.
func serveCentrifuge(addr string) error {
	node, err := centrifuge.New(centrifuge.Config{})
	if err != nil {
		return err
	}
	node.OnConnecting(func(context.Context, centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return centrifuge.ConnectReply{Subscriptions: map[string]centrifuge.SubscribeOptions{channel: {}}}, nil
	})
	node.OnConnect(func(*centrifuge.Client) {})
	if err := node.Run(); err != nil {
		return err
	}
	sockets := centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{})
	auth := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := centrifuge.SetCredentials(r.Context(), &centrifuge.Credentials{UserID: r.URL.Query().Get("id")})
		sockets.ServeHTTP(w, r.WithContext(ctx))
	})
	return run(addr, auth, func() error {
		data, err := json.Marshal(message())
		if err != nil {
			return err
		}
		_, err = node.Publish(channel, data)
		return err
	})
}
