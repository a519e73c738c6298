package pickup

import (
	"context"

	"yunka/views/msg"
)

// RelationName is who an adult is to a child, as families say it.
func RelationName(ctx context.Context, r string) string { return msg.Relation(ctx, r) }
