package device

import (
	"context"

	"yunka/views/msg"
)

func deviceLead(ctx context.Context) string {
	return msg.Pick(ctx, "手机出码、平板看闸，都要浏览器帮忙。这里一样一样地试给您看。只在这台设备上试，不上传任何东西。",
		"Showing codes on a phone and reading them on a tablet both need the browser's help. This page tries each part. It stays on this device: nothing is uploaded.")
}

func deviceAgain(ctx context.Context) string { return msg.Pick(ctx, "再检查一遍", "Check again") }

func deviceSummary(ctx context.Context) string {
	return msg.Pick(ctx, "给技术人员看的结果", "The result, for whoever helps you")
}

func deviceSummaryHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"复制后发给学校的技术人员。里面没有姓名、账号和位置。",
		"Copy it and send it to the school's technician. It holds no name, account or place.")
}

func needsScript(ctx context.Context) string {
	return msg.Pick(ctx,
		"浏览器关掉了脚本，云卡在这里不能用。请打开 JavaScript 再来。",
		"Scripts are switched off in this browser, and Yunka cannot work. Switch JavaScript on and come back.")
}

// Verdicts over all checks.
func deviceVerdict(ctx context.Context, kind string) string {
	switch kind {
	case "ok":
		return msg.Pick(ctx, "这台设备可以用", "This device is ready")
	case "warn":
		return msg.Pick(ctx, "能用，有几处要留意", "It works; some points need attention")
	case "danger":
		return msg.Pick(ctx, "有缺的，先照下面说的做", "Something is missing. Do what it says below first")
	}
	return msg.Pick(ctx, "正在检查", "Checking")
}

func deviceWaiting(ctx context.Context) string { return msg.Pick(ctx, "正在试", "Trying") }

// deviceCheck is one line of the device page.
type deviceCheck struct {
	Key      string
	name     text
	press    text // what its button says; "" for none
	Outcomes []deviceOutcome
}

// deviceOutcome is a result with what it means and what to do. Kind is ok,
// warn, danger, or ask for one that waits for a press.
type deviceOutcome struct {
	Key, Kind   string
	title, text text
}

func (c deviceCheck) Name(ctx context.Context) string    { return c.name.in(ctx) }
func (c deviceCheck) Press(ctx context.Context) string   { return c.press.in(ctx) }
func (o deviceOutcome) Title(ctx context.Context) string { return o.title.in(ctx) }
func (o deviceOutcome) Text(ctx context.Context) string  { return o.text.in(ctx) }

// text is a text in both languages.
type text struct{ zh, en string }

func (t text) in(ctx context.Context) string { return msg.Pick(ctx, t.zh, t.en) }

// deviceChecks lists what is tried, in the order of the page.
var deviceChecks = []deviceCheck{
	{Key: "secure", name: text{"安全连接", "Secure connection"}, Outcomes: []deviceOutcome{
		{
			"ok", "ok",
			text{"连接是加密的", "The connection is encrypted"},
			text{"别人看不到，也改不了。", "Nobody can read or change what is sent."},
		},
		{
			"local", "ok",
			text{"这是服务器本机", "This is the server itself"},
			text{"别的设备要用 https 才行。", "Other devices need https."},
		},
		{
			"missing", "danger",
			text{"连接没有加密", "The connection is not encrypted"},
			text{
				"浏览器因此不给摄像头、离线和存储。请用 https 开头的地址打开。",
				"So the browser gives no camera, no offline page and no safe storage. Open the address that begins with https.",
			},
		},
	}},
	{Key: "network", name: text{"网络", "Network"}, Outcomes: []deviceOutcome{
		{
			"ok", "ok",
			text{"能连上服务器，实时消息也通", "The server answers, live messages too"},
			text{"刷卡结果会马上到。", "Results arrive at once."},
		},
		{
			"slow", "warn",
			text{"连得上，但是慢", "It answers, but slowly"},
			text{"换个离无线路由器近的地方，或者接网线。", "Move closer to the access point, or use a cable."},
		},
		{
			"nosocket", "warn",
			text{"网页通，实时消息不通", "Pages work, live messages do not"},
			text{
				"中间有代理或防火墙拦住了 WebSocket。请网络管理员放行。",
				"A proxy or firewall stops WebSockets. Ask the network's administrator to let them through.",
			},
		},
		{
			"missing", "danger",
			text{"连不上服务器", "The server does not answer"},
			text{"检查无线网络，再检查一遍。", "Look at the wireless network and check again."},
		},
	}},
	{Key: "clock", name: text{"时钟", "Clock"}, Outcomes: []deviceOutcome{
		{
			"ok", "ok",
			text{"时间准", "The time is right"},
			text{"和服务器相差不到 5 秒。", "Within 5 seconds of the server's."},
		},
		{
			"off", "warn",
			text{"时间不太准", "The time is a little off"},
			text{
				"云卡会自己校正。最好在系统设置里打开“自动设置时间”。",
				"Yunka corrects for it. Better switch on “set time automatically” in the system's settings.",
			},
		},
		{
			"wrong", "danger",
			text{"时间错得多", "The time is wrong"},
			text{
				"没有网络时出的码会被当成过期。请在系统设置里打开“自动设置时间”。",
				"Codes made without a network would count as expired. Switch on “set time automatically” in the system's settings.",
			},
		},
		{
			"unknown", "warn",
			text{"没问到服务器的时间", "The server's time could not be read"},
			text{"连上网络后再检查一遍。", "Connect to the network and check again."},
		},
	}},
	{Key: "wasm", name: text{"出码和验码", "Making and checking codes"}, Outcomes: []deviceOutcome{
		{
			"ok", "ok",
			text{"可以", "Works"},
			text{"浏览器能运行签名程序（WebAssembly）。", "The browser runs the signing program (WebAssembly)."},
		},
		{
			"missing", "danger",
			text{"浏览器太旧", "The browser is too old"},
			text{
				"请更新浏览器或微信。实在不行，请学校发实体卡。",
				"Update the browser or WeChat. If that is not possible, ask the school for a physical card.",
			},
		},
	}},
	{Key: "storage", name: text{"存储", "Storage"}, press: text{
		"请浏览器长期保存", "Ask to keep it for good",
	}, Outcomes: []deviceOutcome{
		{
			"ok", "ok",
			text{"可以，长期保存", "Works, and is kept"},
			text{"卡的钥匙会一直留在这台设备上。", "The card's key stays on this device."},
		},
		{
			"brief", "warn",
			text{"可以，但浏览器可能会清理", "Works, but the browser may clear it"},
			text{
				"很久不打开时，卡可能要重新领。把卡页添加到主屏幕就不会。",
				"After a long time unused the card may have to be claimed again. Add the card page to the home screen to prevent that.",
			},
		},
		{
			"full", "warn",
			text{"空间快满了", "Nearly full"},
			text{"请清理一些照片或应用，给浏览器留点空间。", "Remove some pictures or apps to leave the browser room."},
		},
		{
			"missing", "danger",
			text{"存不下来", "Nothing can be stored"},
			text{"多半是无痕模式。请用普通窗口打开。", "Most likely a private window. Open the page in a normal one."},
		},
	}},
	{Key: "worker", name: text{"没有网络时打开", "Opening without a network"}, Outcomes: []deviceOutcome{
		{
			"ok", "ok",
			text{"可以", "Works"},
			text{"领卡以后，没有网络也能打开卡页。", "Once a card is claimed, its page opens without a network."},
		},
		{
			"missing", "warn",
			text{"这个浏览器不行", "Not in this browser"},
			text{
				"开着的卡页照样出码；关掉再开要有网络。苹果手机请改用 Safari 打开，再添加到主屏幕。",
				"An open card page goes on; opening it anew needs a network. On an iPhone open it in Safari and add it to the home screen.",
			},
		},
		{
			"failed", "warn",
			text{"没有装上", "It could not be set up"},
			text{
				"无痕模式或公司策略会这样。请用普通窗口打开。",
				"Private windows and company policies do that. Open the page in a normal window.",
			},
		},
	}},
	{Key: "camera", name: text{
		"摄像头（平板扫码用）", "Camera (for a tablet that reads codes)",
	}, press: text{"试摄像头", "Try the camera"}, Outcomes: []deviceOutcome{
		{
			"ask", "ask",
			text{"等您按一下", "Waiting for you to press"},
			text{
				"浏览器会问能不能用摄像头，请选“允许”。画面只在这里显示。",
				"The browser asks whether it may use the camera: choose “allow”. The picture is shown here only.",
			},
		},
		{
			"ok", "ok",
			text{"可以", "Works"},
			text{"看得到画面就行。扫码时举到 15 到 40 厘米。", "If you see the picture, it is fine. Codes are read at 15 to 40 cm."},
		},
		{
			"denied", "warn",
			text{"没有允许使用", "Not allowed"},
			text{
				"点地址栏左边的图标，把摄像头改成“允许”，再试。",
				"Press the sign to the left of the address, set the camera to “allow”, and try again.",
			},
		},
		{
			"busy", "warn",
			text{"别的程序正在用", "In use by another program"},
			text{"关掉视频会议或相机，再试。", "Close video calls and camera apps and try again."},
		},
		{
			"stuck", "warn",
			text{"一直没有打开", "It does not start"},
			text{"拔下摄像头再插上，或重启这台设备，再试。", "Unplug the camera and plug it in again, or restart this device, and try again."},
		},
		{
			"missing", "warn",
			text{"没有摄像头", "No camera"},
			text{
				"出码的手机不需要。看闸的平板请接扫码枪或读卡器。",
				"A phone that shows codes needs none. Connect a scanner or a chip reader to a tablet at a gate.",
			},
		},
	}},
	{Key: "sound", name: text{
		"声音（平板报结果用）", "Sound (for a tablet that tells the result)",
	}, press: text{"放一声", "Play a sound"}, Outcomes: []deviceOutcome{
		{
			"ask", "ask",
			text{"等您按一下", "Waiting for you to press"},
			text{"会放一高一低两声。", "Two tones will sound, one higher than the other."},
		},
		{
			"played", "ask",
			text{"听到了吗？", "Did you hear it?"},
			text{"没听到就把音量调大，关掉静音，再放一次。", "If not, turn up the volume, switch off mute and play it again."},
		},
		{
			"ok", "ok",
			text{"听得到", "Heard"},
			text{"放行和不放行的声音不一样。", "“Go” and “stop” sound different."},
		},
		{
			"silent", "warn",
			text{"没听到", "Not heard"},
			text{"看闸时请看颜色和字，声音只是帮忙。", "At the gate go by colour and words: sound only helps."},
		},
		{
			"missing", "warn",
			text{"浏览器放不了声音", "The browser cannot play sounds"},
			text{"看闸时请看颜色和字。", "At the gate go by colour and words."},
		},
	}},
	{Key: "wake", name: text{
		"屏幕常亮（平板看闸用）", "Keeping the screen on (for a tablet at a gate)",
	}, Outcomes: []deviceOutcome{
		{
			"ok", "ok",
			text{"可以", "Works"},
			text{"值班时屏幕不会自己关。", "The screen stays on during a shift."},
		},
		{
			"refused", "warn",
			text{"现在不可用", "Not available now"},
			text{"省电模式会这样。接上电源再检查一遍。", "Power saving does that. Plug it in and check again."},
		},
		{
			"missing", "warn",
			text{"这个浏览器不行", "Not in this browser"},
			text{"请在系统设置里把自动锁屏改成“永不”。", "Set automatic lock to “never” in the system's settings."},
		},
	}},
}

func heardYes(ctx context.Context) string { return msg.Pick(ctx, "听到了", "I heard it") }
func heardNo(ctx context.Context) string  { return msg.Pick(ctx, "没听到", "I did not") }
func cameraPicture(ctx context.Context) string {
	return msg.Pick(ctx, "摄像头的画面", "What the camera sees")
}
func stopCamera(ctx context.Context) string {
	return msg.Pick(ctx, "关掉摄像头", "Stop the camera")
}
