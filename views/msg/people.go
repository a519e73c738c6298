package msg

import "context"

func ColClass(ctx context.Context) string { return Pick(ctx, "班级", "Class") }
func ColRole(ctx context.Context) string  { return Pick(ctx, "身份", "Role") }
