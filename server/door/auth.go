package door

import (
	"net/http"
	"net/url"
	"strings"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/fault"
	"yunka/server/web"
	viewaccount "yunka/views/account"
	"yunka/views/msg"
	"yunka/views/ui"
)

// home leads everybody to where they work.
func (s *Door) home(w http.ResponseWriter, r *http.Request) error {
	a := web.Actor(r)
	if a.Kind != allow.Account {
		return web.See(w, r, "/login")
	}
	for _, seat := range a.Seats {
		if seat.Role == allow.Admin {
			return web.See(w, r, "/console")
		}
	}
	return web.See(w, r, "/card")
}

func (s *Door) loginForm(w http.ResponseWriter, r *http.Request) error {
	next := web.Local(r.URL.Query().Get("next"), "")
	if web.Actor(r).Kind == allow.Account {
		return web.See(w, r, web.Local(next, "/"))
	}
	return s.Render(w, r, http.StatusOK, viewaccount.Login(viewaccount.LoginView{Page: s.Page(r), Next: next}))
}

func (s *Door) login(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	next := web.Local(r.PostForm.Get("next"), "/")
	device := ""
	if c, err := r.Cookie(s.Cookie(web.DeviceCookie)); err == nil {
		device = c.Value
	}
	res, err := s.Accounts.LogIn(r.Context(), account.Attempt{
		Login: r.PostForm.Get("login"), Password: r.PostForm.Get("password"), DeviceToken: device, Network: web.StateOf(r).Network,
	})
	s.LoggedIn(r, r.PostForm.Get("login"), err)
	if text := web.SecretWords(r.Context(), fault.As(err)); err != nil && text != "" {
		s.RetryAfter(w, err)
		// What was typed comes back, so that the two answers differ in nothing else.
		return s.Render(w, r, fault.Status(err), viewaccount.Login(viewaccount.LoginView{
			Page: s.Page(r), Login: r.PostForm.Get("login"), Next: web.Local(r.PostForm.Get("next"), ""), Error: text,
		}))
	}
	if err != nil {
		return err
	}
	if err := s.EnterBy(r.Context(), res); err != nil {
		return err
	}
	s.SetCookie(w, web.DeviceCookie, res.DeviceToken, web.CookieYear)
	s.SetCookie(w, web.LangCookie, s.langAfter(r, res.Lang), web.CookieYear)
	if res.Weak {
		return web.See(w, r, "/password?weak=1")
	}
	return web.See(w, r, next)
}

// langAfter is the language after a login: the one that the login page was read in, if this
// browser chose it or asks for one, else the account's own.
func (s *Door) langAfter(r *http.Request, own string) string {
	if _, err := r.Cookie(s.Cookie(web.LangCookie)); err == nil || r.Header.Get("Accept-Language") != "" {
		return string(msg.LangOf(r.Context()))
	}
	return own
}

// logout ends the session and has the browser forget what the site keeps in it:
// keys, faces, names. The page's script does so before it sends the form, too: a
// browser without the header is left as clean. "cache" is not asked for, Chromium
// hangs on it for seconds; and a browser that is also a paired kiosk keeps its
// list and its records.
func (s *Door) logout(w http.ResponseWriter, r *http.Request) error {
	if err := s.Sessions.Destroy(web.Finish(r)); err != nil {
		return err
	}
	if c, err := r.Cookie(s.Cookie(web.TerminalCookie)); err != nil || c.Value == "" {
		w.Header().Set("Clear-Site-Data", `"storage"`)
	}
	return web.See(w, r, "/login")
}

func (s *Door) activateForm(w http.ResponseWriter, r *http.Request) error {
	view := viewaccount.ActivateView{Page: s.Page(r), Code: r.URL.Query().Get("code")}
	if view.Code != "" {
		_, school, login, err := s.Accounts.Preview(r.Context(), view.Code)
		view.Login, view.Page.SchoolName = login, school
		if err != nil {
			return s.activateAgain(w, r, view, err)
		}
	}
	return s.Render(w, r, http.StatusOK, viewaccount.Activate(view))
}

func (s *Door) activate(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	code, login := r.PostForm.Get("code"), r.PostForm.Get("login")
	view := viewaccount.ActivateView{Page: s.Page(r), Code: code, Login: login}
	if a := web.Actor(r); a.Kind == allow.Account {
		if err := s.AskPassword(r, r.PostForm.Get("password")); err != nil {
			return s.activateAgain(w, r, view, err)
		}
		if err := s.Accounts.Link(r.Context(), a.Account, code); err != nil {
			return s.activateAgain(w, r, view, err)
		}
		// What the session may do has grown: a new token.
		if err := s.Enter(r.Context(), a.Account); err != nil {
			return err
		}
		return web.See(w, r, "/")
	}
	id, err := s.Accounts.Activate(r.Context(), code, login, r.PostForm.Get("password"), string(msg.LangOf(r.Context())))
	if err != nil {
		return s.activateAgain(w, r, view, err)
	}
	if err := s.Enter(r.Context(), id); err != nil {
		return err
	}
	return web.See(w, r, "/")
}

// activateAgain shows the form with the words beside the field they are about.
func (s *Door) activateAgain(w http.ResponseWriter, r *http.Request, view viewaccount.ActivateView, err error) error {
	f := fault.As(err)
	text := web.SecretWords(r.Context(), f)
	switch {
	case text == "":
		return err
	case f.Code == "activation_invalid":
		view.CodeError = text
	case strings.HasPrefix(f.Code, "login_"):
		view.LoginError = text
	case strings.HasPrefix(f.Code, "password_"):
		view.PasswordError = text
	default:
		view.Error = text
	}
	s.RetryAfter(w, err)
	return s.Render(w, r, fault.Status(err), viewaccount.Activate(view))
}

// language remembers a choice, and goes back to where it was made.
func (s *Door) language(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	l, ok := msg.Parse(r.PostForm.Get("lang"))
	if !ok {
		return fault.New(fault.Invalid, "lang_unknown")
	}
	s.SetCookie(w, web.LangCookie, string(l), web.CookieYear)
	if a := web.Actor(r); a.Kind == allow.Account {
		if err := s.Accounts.SetLang(r.Context(), a.Account, string(l)); err != nil {
			return err
		}
	}
	return web.See(w, r, s.from(r))
}

// from is the page a form was sent from, if it is ours.
func (s *Door) from(r *http.Request) string {
	if u, err := url.Parse(r.Referer()); err == nil && (u.Host == r.Host || u.Scheme+"://"+u.Host == s.URL) {
		return web.Local(u.RequestURI(), "/")
	}
	return "/"
}

// look keeps how pages look on this device. It is no setting of an account: a
// grandmother's phone and a daughter's differ.
func (s *Door) look(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	theme, size := r.PostForm.Get("theme"), r.PostForm.Get("size")
	if !web.Themes[theme] || size != "normal" && size != "large" {
		return fault.New(fault.Invalid, "look_unknown")
	}
	s.SetCookie(w, web.LookCookie, theme+"."+size, web.CookieYear)
	return web.See(w, r, s.from(r))
}

func (s *Door) passwordForm(w http.ResponseWriter, r *http.Request) error {
	lead := ""
	if web.StateOf(r).Visitor.Weak {
		lead = weakPassword(r.Context())
	}
	return s.passwordPage(w, r, http.StatusOK, lead, nil)
}

func (s *Door) passwordPage(w http.ResponseWriter, r *http.Request, status int, lead string, f *fault.Error) error {
	ctx := r.Context()
	old := ui.Field{Name: "old", Label: presentPassword(ctx), Type: "password", Autocomplete: "current-password", MaxLength: 256, Autofocus: true}
	fresh := ui.Field{Name: "new", Label: viewaccount.NewPassword(ctx), Hint: viewaccount.PasswordHint(ctx), Type: "password", Autocomplete: "new-password", MaxLength: 256}
	view := web.SecretView{Page: s.Page(r), Title: changePassword(ctx), Lead: lead, Action: "/password", Button: changePassword(ctx)}
	if f != nil {
		switch text := web.SecretWords(ctx, f); {
		case f.Code == "password_wrong":
			old.Error = text
		case strings.HasPrefix(f.Code, "password_"):
			fresh.Error = text
		default:
			view.Error = text
		}
	} else if r.URL.Query().Get("done") != "" {
		view.Notice = passwordChanged(ctx)
	}
	view.Fields = []ui.Field{old, fresh}
	others, err := s.otherPhones(w, r)
	if err != nil {
		return err
	}
	if len(others) > 0 {
		view.Ticks = []ui.TickBox{{
			Name: "phones", Value: "end", Checked: r.PostForm.Get("phones") == "end",
			Label: alsoPhones(ctx, len(others)), Hint: alsoPhonesHint(ctx),
		}}
	}
	return s.Render(w, r, status, web.SecretPage(view))
}

// password changes the password. That ends every other login; the phones go on unless they
// are to end, too.
func (s *Door) password(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	id := web.Actor(r).Account
	err := s.Accounts.ChangePassword(r.Context(), id, r.PostForm.Get("old"), r.PostForm.Get("new"), s.TokenHash(r))
	if err != nil {
		f := fault.As(err)
		if web.SecretWords(r.Context(), f) == "" {
			return err
		}
		s.RetryAfter(w, err)
		return s.passwordPage(w, r, fault.Status(err), "", f)
	}
	if r.PostForm.Get("phones") == "end" {
		if err := s.endOtherPhones(w, r); err != nil {
			return err
		}
	}
	if err := s.Enter(r.Context(), id); err != nil {
		return err
	}
	return web.See(w, r, "/password?done=1")
}

// duty is the seat a PIN is for: as a guard or an admin, in the school asked
// for or else the first.
func duty(a allow.Actor, school string) allow.Seat {
	for _, seat := range a.Seats {
		if (seat.Role == allow.Guard || seat.Role == allow.Admin) && (school == "" || seat.School == school) {
			return seat
		}
	}
	return allow.Seat{School: school} // nobody's: not found if it is another school's
}

func (s *Door) pinForm(w http.ResponseWriter, r *http.Request) error {
	seat := duty(web.Actor(r), r.URL.Query().Get("school"))
	if err := s.Check(r, allow.Target{School: seat.School, Person: seat.Person}); err != nil {
		return err
	}
	return s.pinPage(w, r, http.StatusOK, seat, nil)
}

func (s *Door) pinPage(w http.ResponseWriter, r *http.Request, status int, seat allow.Seat, f *fault.Error) error {
	ctx := r.Context()
	field := ui.Field{
		Name: "pin", Label: msg.GuardPIN(ctx), Hint: pinHint(ctx),
		Type: "password", InputMode: "numeric", Autocomplete: "off", MaxLength: 8, Autofocus: true,
	}
	proof := ui.Field{Name: "password", Label: viewaccount.YourPassword(ctx), Type: "password", Autocomplete: "current-password", MaxLength: 256}
	view := web.SecretView{
		Page: s.Page(r), Title: pinTitle(ctx), Action: "/pin", Hidden: map[string]string{"school": seat.School},
		Lead:   pinLead(ctx),
		Button: save(ctx),
	}
	switch {
	case f != nil && f.Code == "password_wrong":
		proof.Error = web.SecretWords(ctx, f)
	case f != nil:
		field.Error = web.SecretWords(ctx, f)
	case r.URL.Query().Get("done") != "":
		view.Notice = pinSaved(ctx)
	}
	view.Fields = []ui.Field{field, proof}
	return s.Render(w, r, status, web.SecretPage(view))
}

// pin sets a PIN, for who types the password again: a browser that was left logged in is
// not to open the gate's tablet.
func (s *Door) pin(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	seat := duty(web.Actor(r), r.PostForm.Get("school"))
	if err := s.Check(r, allow.Target{School: seat.School, Person: seat.Person}); err != nil {
		return err
	}
	err := s.AskPassword(r, r.PostForm.Get("password"))
	if err == nil {
		err = s.Accounts.SetPIN(r.Context(), web.Actor(r), seat.Person, r.PostForm.Get("pin"))
	}
	if err != nil {
		f := fault.As(err)
		if web.SecretWords(r.Context(), f) == "" {
			return err
		}
		s.RetryAfter(w, err)
		return s.pinPage(w, r, fault.Status(err), seat, f)
	}
	return web.See(w, r, "/pin?done=1")
}
