package cert

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"text/template"
)

// classic is the beginning of the Thousand Characters, which every school in
// China knows and in which no character stands twice: one for each byte.
const classic = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳" +
	"云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜" +
	"海咸河淡鳞潜羽翔龙师火帝鸟官人皇始制文字乃服衣裳推位让国有虞陶唐" +
	"吊民伐罪周发殷汤坐朝问道垂拱平章爱育黎首臣伏戎羌遐迩一体率宾归王" +
	"鸣凤在竹白驹食场化被草木赖及万方盖此身四大五常恭惟鞠养岂敢毁伤" +
	"女慕贞洁男效才良知过必改得能莫忘罔谈彼短靡恃己长信使可复器欲难量" +
	"墨悲丝染诗赞羔羊景行维贤克念作圣德建名立形端表正空谷传声虚堂习听" +
	"祸因恶积福缘善庆尺璧非宝寸阴是竞资父事君曰严与敬孝当竭力忠则尽命临"

var characters = []rune(classic)

// spoken is how many bytes of a fingerprint are said in words. 64 bits: whoever
// wants another root with the same words has to make 2^64 of them.
const spoken = 8

// Chinese is the beginning of the fingerprint as two words of four characters,
// to be compared by eye or over the telephone.
func (r *Root) Chinese() string {
	sum := r.Fingerprint()
	var b strings.Builder
	for i, v := range sum[:spoken] {
		if i == spoken/2 {
			b.WriteByte(' ')
		}
		b.WriteRune(characters[v])
	}
	return b.String()
}

// English is the same 64 bits as four pronounceable words (proquints).
func (r *Root) English() string {
	const con, vow = "bdfghjklmnprstvz", "aiou"
	sum := r.Fingerprint()
	var words []string
	for i := 0; i < spoken; i += 2 {
		v := uint16(sum[i])<<8 | uint16(sum[i+1])
		words = append(words, string([]byte{con[v>>12], vow[v>>10&3], con[v>>6&15], vow[v>>4&3], con[v&15]}))
	}
	return strings.Join(words, " ")
}

// Hex is the whole fingerprint as devices show it.
func (r *Root) Hex() string {
	sum := r.Fingerprint()
	text := strings.ToUpper(hex.EncodeToString(sum[:]))
	var parts []string
	for i := 0; i < len(text); i += 2 {
		parts = append(parts, text[i:i+2])
	}
	return strings.Join(parts, ":")
}

// Profile is the root as an Apple configuration profile. Its ids follow from
// the root, so that installing it again replaces it.
func (r *Root) Profile() []byte {
	sum := r.Fingerprint()
	id := func(b []byte) string { return fmt.Sprintf("%X-%X-%X-%X-%X", b[:4], b[4:6], b[6:8], b[8:10], b[10:16]) }
	var b bytes.Buffer
	_ = profile.Execute(&b, map[string]string{"Name": r.Certificate.Subject.CommonName, "Inner": id(sum[:16]), "Outer": id(sum[16:]), "DER": base64.StdEncoding.EncodeToString(r.DER)})
	return b.Bytes()
}

// The name is ours and made of a host name, so nothing in it needs escaping.
var profile = template.Must(template.New("").Parse(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>PayloadContent</key><array><dict>
<key>PayloadCertificateFileName</key><string>yunka.crt</string>
<key>PayloadContent</key><data>{{.DER}}</data>
<key>PayloadDisplayName</key><string>{{.Name}}</string>
<key>PayloadIdentifier</key><string>yunka.root.{{.Inner}}</string>
<key>PayloadType</key><string>com.apple.security.root</string>
<key>PayloadUUID</key><string>{{.Inner}}</string>
<key>PayloadVersion</key><integer>1</integer>
</dict></array>
<key>PayloadDisplayName</key><string>{{.Name}}</string>
<key>PayloadIdentifier</key><string>yunka.{{.Outer}}</string>
<key>PayloadType</key><string>Configuration</string>
<key>PayloadUUID</key><string>{{.Outer}}</string>
<key>PayloadVersion</key><integer>1</integer>
</dict></plist>
`))
