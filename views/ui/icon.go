// Package ui holds the small parts that every face shares.
package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"yunka/static"
)

// Name of an icon in the sprite; static/src/icons.txt lists the same names.
type Name string

const (
	IconActivity   Name = "activity"
	IconEnlarge    Name = "arrows-maximize"
	IconTextSize   Name = "text-size"
	IconAlert      Name = "alert-triangle"
	IconArrow      Name = "arrow-right"
	IconLive       Name = "broadcast"
	IconBell       Name = "bell"
	IconCamera     Name = "camera"
	IconCheck      Name = "check"
	IconNext       Name = "chevron-right"
	IconAllowed    Name = "circle-check"
	IconWaiting    Name = "circle-dashed"
	IconDenied     Name = "circle-x"
	IconClock      Name = "clock"
	IconCardOff    Name = "credit-card-off"
	IconPhone      Name = "device-mobile"
	IconCall       Name = "phone"
	IconTablet     Name = "device-tablet"
	IconDevice     Name = "database"
	IconDoor       Name = "door"
	IconSheet      Name = "file-spreadsheet"
	IconHistory    Name = "history"
	IconCard       Name = "id"
	IconLanguage   Name = "language"
	IconLock       Name = "lock"
	IconIn         Name = "login-2"
	IconOut        Name = "logout"
	IconChip       Name = "nfc"
	IconGone       Name = "plug-connected-x"
	IconPlus       Name = "plus"
	IconCode       Name = "qrcode"
	IconRefresh    Name = "refresh"
	IconSchool     Name = "school"
	IconSearch     Name = "search"
	IconSelector   Name = "selector"
	IconRestricted Name = "shield-half"
	IconFrozen     Name = "snowflake"
	IconSun        Name = "sun"
	IconUpload     Name = "upload"
	IconAccount    Name = "user-circle"
	IconPersonAdd  Name = "user-plus"
	IconPeople     Name = "users"
	IconSound      Name = "volume"
	IconSoundOff   Name = "volume-off"
	IconOnline     Name = "wifi"
	IconOffline    Name = "wifi-off"
	IconClose      Name = "x"
	IconFilter     Name = "filter"
	IconDownload   Name = "download"
	IconPrevious   Name = "chevron-left"
	IconCalendar   Name = "calendar"
	IconWall       Name = "device-tv"
	IconResume     Name = "player-play"
	IconPause      Name = "player-pause"
	IconTable      Name = "table"
	IconWallet     Name = "wallet"
	IconCash       Name = "cash"
	IconCalled     Name = "speakerphone"
	IconExit       Name = "door-exit"
	IconCame       Name = "user-check"
	IconBack       Name = "arrow-back-up"
	IconErase      Name = "backspace"
	IconPrint      Name = "printer"
	IconReceipt    Name = "receipt"
	IconList       Name = "list"
	IconEye        Name = "eye"
)

func href(n Name) string { return static.URL("icons.svg") + "#" + string(n) }

// Initials stand where there is no photo: the last two characters of a Han
// name of up to four, else the first two; two capitals of a Latin name.
func Initials(name string) string {
	name = strings.TrimSpace(name)
	first, _ := utf8.DecodeRuneInString(name)
	if unicode.Is(unicode.Han, first) {
		runes := []rune(name)
		switch {
		case len(runes) <= 2:
			return name
		case len(runes) <= 4:
			return string(runes[len(runes)-2:])
		}
		return string(runes[:2])
	}
	var caps []rune
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || r == '·' || r == '-' }) {
		r, _ := utf8.DecodeRuneInString(word)
		if caps = append(caps, unicode.ToUpper(r)); len(caps) == 2 {
			break
		}
	}
	return string(caps)
}

// PersonName lets a long name wrap after its middle dots and nowhere else.
func PersonName(name string) templ.Component {
	return templ.Raw(strings.ReplaceAll(templ.EscapeString(name), "·", "·<wbr>"))
}
