package msg

import "context"

// Relation is a relation of the books as people say it.
func Relation(ctx context.Context, r string) string {
	switch r {
	case "母亲":
		return Pick(ctx, "妈妈", "Mother")
	case "父亲":
		return Pick(ctx, "爸爸", "Father")
	case "祖母":
		return Pick(ctx, "奶奶", "Grandmother")
	case "祖父":
		return Pick(ctx, "爷爷", "Grandfather")
	case "外祖母":
		return Pick(ctx, "外婆", "Grandmother")
	case "外祖父":
		return Pick(ctx, "外公", "Grandfather")
	}
	return Pick(ctx, "监护人", "Guardian")
}
