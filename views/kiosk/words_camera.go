package kiosk

import (
	"context"

	"yunka/views/msg"
)

// The kiosk's camera, and codes that are not ours.
func notOurs(ctx context.Context) string {
	return msg.Pick(ctx, "这不是云卡的码。请打开校园卡再扫", "Not a Yunka code. Open the campus card and scan again")
}

func paymentCode(ctx context.Context) string {
	return msg.Pick(ctx,
		"这是付款码，别在这里扫。请打开校园卡",
		"That is a payment code. Keep it away and open the campus card")
}

func oneAtATime(ctx context.Context) string {
	return msg.Pick(ctx, "看到两个码。请一次出示一个", "Two codes in view. One at a time, please")
}

func cameraRefused(ctx context.Context) string {
	return msg.Pick(ctx,
		"没有摄像头的权限。请在浏览器的网站设置里允许；扫码枪照常能用",
		"The camera is not allowed. Allow it in the browser's site settings; the scanner works")
}

func cameraNone(ctx context.Context) string {
	return msg.Pick(ctx, "没有找到摄像头，扫码枪照常能用", "No camera found. The scanner works")
}

func cameraBusy(ctx context.Context) string {
	return msg.Pick(ctx,
		"摄像头正被别的程序占用，10 秒后再试",
		"Another program holds the camera. Trying again in 10 s")
}

func cameraLost(ctx context.Context) string {
	return msg.Pick(ctx,
		"摄像头断开了，接上就恢复；扫码枪照常能用",
		"The camera is unplugged. Plug it in and it comes back; the scanner works")
}

func cameraStill(ctx context.Context) string {
	return msg.Pick(ctx, "摄像头的画面不动了，正在重开", "The camera's picture stands still. Restarting it")
}

func cameraAsks(ctx context.Context) string {
	return msg.Pick(ctx,
		"浏览器正在问能不能用摄像头，请选“允许”；扫码枪照常能用",
		"The browser asks whether the camera may be used: allow it. The scanner works")
}

func cameraStuck(ctx context.Context) string {
	return msg.Pick(ctx,
		"摄像头一直没有打开，10 秒后再试；还不行就重启平板，扫码枪照常能用",
		"The camera does not start. Trying again in 10 s; if that fails, restart the tablet. The scanner works")
}

func cameraBlind(ctx context.Context) string {
	return msg.Pick(ctx,
		"摄像头开着，但读不出码。请重新载入页面；扫码枪照常能用",
		"The camera is on, but codes cannot be read. Reload the page; the scanner works")
}

func cameraInsecure(ctx context.Context) string {
	return msg.Pick(ctx,
		"没有 https，浏览器不给用摄像头；扫码枪照常能用",
		"Without https the browser gives no camera. The scanner works")
}

func cameraChoose(ctx context.Context) string { return msg.Pick(ctx, "摄像头", "Camera") }
