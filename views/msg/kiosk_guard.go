package msg

import "context"

func OtherPeople(ctx context.Context) string { return Pick(ctx, "其他人", "Others") }
