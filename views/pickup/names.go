package pickup

import "context"

// RelationName is who an adult is to a child, as families say it.
func RelationName(ctx context.Context, r string) string { return relation(ctx, r) }
