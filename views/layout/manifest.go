package layout

import (
	"context"

	"yunka/static"
	"yunka/views/msg"
)

// Manifest is the address of what a phone reads when the card page is put on its home
// screen. It is fetched without cookies, so it carries the language.
func Manifest(ctx context.Context) string {
	return "/manifest.webmanifest?lang=" + string(msg.LangOf(ctx))
}

// AppManifest is that answer, see https://www.w3.org/TR/appmanifest/.
type AppManifest struct {
	ID              string    `json:"id"`
	Name            string    `json:"name"`
	ShortName       string    `json:"short_name"`
	Lang            string    `json:"lang"`
	StartURL        string    `json:"start_url"`
	Scope           string    `json:"scope"`
	Display         string    `json:"display"`
	ThemeColor      string    `json:"theme_color"`
	BackgroundColor string    `json:"background_color"`
	Icons           []AppIcon `json:"icons"`
}

// AppIcon is an icon of the home screen. A maskable one may be cut to any shape.
type AppIcon struct {
	Src     string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
}

// CardManifest makes the card page an app of its own. The login stands in its scope: who is
// logged out logs in without leaving it.
func CardManifest(ctx context.Context) AppManifest {
	icon := func(file, sizes, purpose string) AppIcon {
		return AppIcon{Src: static.URL(file), Sizes: sizes, Type: "image/png", Purpose: purpose}
	}
	return AppManifest{
		ID: "/card", Name: msg.Yunka(ctx) + " · " + msg.CampusCard(ctx), ShortName: msg.Yunka(ctx), Lang: string(msg.LangOf(ctx)),
		StartURL: "/card", Scope: "/", Display: "standalone", ThemeColor: "#f3f4f6", BackgroundColor: "#f3f4f6",
		Icons: []AppIcon{
			icon("icon-192.png", "192x192", "any"), icon("icon-512.png", "512x512", "any"), icon("icon-maskable-512.png", "512x512", "maskable"),
		},
	}
}
