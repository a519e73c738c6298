package msg

import "context"

// The page that installs the root of a private CA.

func TrustLink(ctx context.Context) string {
	return Pick(ctx, "新设备先装证书", "New devices install the certificate first")
}
