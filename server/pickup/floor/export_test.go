package floor

import (
	"encoding/json"

	"yunka/server/feed"
)

// MayWatch is who may follow a class.
var MayWatch = mayWatchClass

// Rank is the percentile of the office's figures.
var Rank = rank

// MovedBy is what a gate's screen is told of a batch of news, as JSON.
func MovedBy(items ...feed.Item) string {
	text, _ := json.Marshal(movedBy(items))
	return string(text)
}
