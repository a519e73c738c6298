package device

import (
	"context"

	"yunka/views/msg"
)

func trustTitle(ctx context.Context) string {
	return msg.Pick(ctx, "让这台设备认识学校的云卡", "Let this device know the school's Yunka")
}

func trustLead(ctx context.Context) string {
	return msg.Pick(ctx, "学校的服务器自己签发证书，设备装一次就认识它。装好以后，摄像头、出码、离线才能用。",
		"The school's server issues its own certificate. A device installs it once; then camera, codes and offline work.")
}

func trustCompare(ctx context.Context) string {
	return msg.Pick(ctx, "一、先对暗号", "1. Compare the words")
}

func trustCompareHint(ctx context.Context) string {
	return msg.Pick(ctx, "和管理员控制台“终端”页上的一模一样，才往下做。不一样就停下，告诉网络管理员。",
		"Go on only if they are exactly those on the console's terminals page. If not, stop and tell the network's administrator.")
}

func trustHex(ctx context.Context) string {
	return msg.Pick(ctx, "完整的指纹（SHA-256）", "The whole fingerprint (SHA-256)")
}

func trustInstall(ctx context.Context) string { return msg.Pick(ctx, "二、安装", "2. Install it") }
func trustProfile(ctx context.Context) string {
	return msg.Pick(ctx, "下载描述文件", "Download the profile")
}
func trustFile(ctx context.Context) string {
	return msg.Pick(ctx, "下载证书", "Download the certificate")
}
func trustDone(ctx context.Context) string {
	return msg.Pick(ctx, "三、打开云卡", "3. Open Yunka")
}

func trustDoneHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"能打开、没有警告，就是装好了。有警告就回来看第二步。",
		"If it opens without a warning, all is well. If there is a warning, come back to step 2.")
}

func trustOpen(ctx context.Context) string { return msg.Pick(ctx, "打开云卡", "Open Yunka") }
func trustCheck(ctx context.Context) string {
	return msg.Pick(ctx, "检查这台设备", "Check this device")
}

func trustNext(ctx context.Context) string {
	return msg.Pick(ctx, "还有设备要装？用它的相机扫这个码", "Another device? Scan this with its camera")
}

func trustLimits(ctx context.Context, names, until string) string {
	return msg.Pick(ctx,
		"这张证书只管 %s，对别的网站不起作用，%s 前有效。",
		"This certificate counts for %s and for no other site, until %s.", names, until)
}

// trustPlatform is a kind of device with its steps.
type trustPlatform struct {
	Key     string // ios, android, windows, chromeos
	Profile bool   // takes the profile, not the plain certificate
	Name    string
	Steps   []string
}

// trustPlatforms lists the devices with what to do on each.
func trustPlatforms(ctx context.Context) []trustPlatform {
	if msg.LangOf(ctx) == msg.En {
		return []trustPlatform{
			{"android", false, "Android tablet or phone", []string{
				"Download the certificate.",
				"Open Settings and search for “CA certificate”. It is under Security, Encryption & credentials, Install a certificate.",
				"Choose CA certificate, Install anyway, and the file yunka.crt.",
			}},
			{"ios", true, "iPhone, iPad", []string{
				"Open this page in Safari and download the profile. Choose Allow.",
				"Open Settings, Profile Downloaded, Install.",
				"Open Settings, General, About, Certificate Trust Settings, and switch on Yunka. Without this step it does not count.",
			}},
			{"windows", false, "Windows", []string{
				"Download the certificate and open it.",
				"Choose Install Certificate, Current User, Place all certificates in the following store, Trusted Root Certification Authorities.",
				"Close the browser and open it again. Firefox: Settings, Privacy & Security, View Certificates, Authorities, Import.",
			}},
			{"chromeos", false, "ChromeOS", []string{
				"Download the certificate.",
				"Open Settings, Security and Privacy, Manage certificates, Authorities (in Chrome: chrome://certificate-manager).",
				"Import yunka.crt and tick “Trust this certificate for identifying websites”.",
			}},
		}
	}
	return []trustPlatform{
		{"android", false, "安卓平板、手机", []string{
			"下载证书。", "打开“设置”，搜索“CA 证书”。一般在 安全 › 加密与凭据 › 安装证书 里。", "选“CA 证书”，选“仍然安装”，再选刚下载的 yunka.crt。",
		}},
		{"ios", true, "苹果手机、iPad", []string{
			"用 Safari 打开本页，下载描述文件，选“允许”。", "打开“设置”，点“已下载描述文件”，点“安装”。",
			"打开 设置 › 通用 › 关于本机 › 证书信任设置，把云卡（Yunka）打开。少了这一步不起作用。",
		}},
		{"windows", false, "Windows 电脑", []string{
			"下载证书并打开。", "点“安装证书”，选“当前用户”，选“将所有的证书都放入下列存储”，选“受信任的根证书颁发机构”。",
			"关掉浏览器再打开。火狐在 设置 › 隐私与安全 › 查看证书 › 证书颁发机构 › 导入。",
		}},
		{"chromeos", false, "ChromeOS", []string{
			"下载证书。", "打开 设置 › 安全和隐私 › 管理证书 › 授权机构（或在 Chrome 打开 chrome://certificate-manager）。",
			"导入 yunka.crt，勾选“信任该证书，以标识网站的身份”。",
		}},
	}
}
