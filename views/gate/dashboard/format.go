package dashboard

import (
	"context"

	"yunka/views/msg"
)

// belongs says where a person belongs: a class, else a role.
func belongs(ctx context.Context, class, role string) string {
	if class != "" {
		return class
	}
	return msg.Role(ctx, role)
}
