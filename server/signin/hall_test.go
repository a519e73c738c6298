package signin_test

import (
	"strings"
	"testing"
	"time"

	"yunka/server/terminal"
)

// A screen that hangs in a room is paired by a code and shows by itself the code of the
// session that stands there, and before it when the next one opens; it names nobody, and
// takes nobody's card.
func TestAScreenInARoom(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		terminals := terminal.New(s.DB, s.Mine.Feed)
		add := func(name, scene string) (id, code string) {
			id, code, err := terminals.Add(t.Context(), s.Mine.Admin, s.Mine.School, terminal.Draft{Name: name, Kind: terminal.Kiosk, Scene: scene})
			if err != nil {
				t.Fatal(err)
			}
			return id, code
		}
		id, code := add("报告厅的屏", "signin-screen")
		door, doorCode := add("报告厅门口", "signin")
		s.teacher.Get("/signins/new").Has(t, 200, "教室里亮码的屏", "报告厅的屏")

		hung := s.Browser()
		page := hung.Get("/signin-screen")
		page.Has(t, 200, "配对码", "签到屏")
		s.EveryFormHasItsRoute(page)
		hung.Post("/signin-screen/pair", nil, "code", "WRONG").Has(t, 422, "配对码不对")
		hung.Post("/signin-screen/pair", nil, "code", code).Want(t, 303, "/signin-screen")
		hung.Get("/signin-screen").Has(t, 200, "报告厅的屏", "这里现在不签到", "更多")
		hung.Get("/kiosk").Want(t, 303, "/signin-screen")
		if a := hung.JSON("/kiosk/scans", `{"key":"k","chip":"`+s.Pupil.Chip+`"}`); !strings.Contains(a.Body, "DENY") {
			t.Errorf("a screen takes cards: %d %.200s", a.StatusCode, a.Body)
		}
		other := s.Browser()
		other.Post("/signin-screen/pair", nil, "code", doorCode).Has(t, 303)
		other.Get("/signin-screen").Has(t, 200, "不是签到屏")

		s.teacher.Post("/signins", nil, s.form("screen", door)...).Has(t, 422, "没有这台签到设备")
		s.teacher.Post("/signins", nil, s.form("door", id)...).Has(t, 422, "没有这台签到设备")
		far := s.Clock().In(time.FixedZone("", 8*3600)).Add(3 * time.Hour)
		next := s.make(t, "title", "下午的讲座", "from", far.Format("15:04"), "to", far.Add(time.Hour).Format("15:04"), "day", far.Format("2006-01-02"), "screen", id, "door", door)
		hung.Get("/signin-screen").Has(t, 200, "下午的讲座", "下一场", far.Add(-15*time.Minute).Format("15:04"))
		hung.Get("/signin-screen").HasNot(t, `class="qr"`)
		now := s.make(t, "screen", id)
		shows := hung.Get("/signin-screen")
		shows.Has(t, 200, "天体物理讲座", `class="qr"`, "signin-screen%3A"+id)
		shows.HasNot(t, "林知夏", "/signins/")
		s.teacher.Post("/signins", nil, s.form("screen", id)...).Has(t, 409, "那时有别的场次")
		s.pupil.Get(s.code(now, 0)).Want(t, 303, "/in")
		s.pupil.Post("/in", nil).Has(t, 200, "已签到")
		s.teacher.Post("/signins/"+now+"/close", nil).Has(t, 303)
		hung.Get("/signin-screen").Has(t, 200, "这里现在不签到", "下午的讲座")
		s.teacher.Post("/signins/"+next+"/close", nil).Has(t, 303) // before it opens: cancelled
		hung.Get("/signin-screen").HasNot(t, "下午的讲座")
		if err := terminals.Revoke(t.Context(), s.Mine.Admin, s.Mine.School, id); err != nil {
			t.Fatal(err)
		}
		hung.Get("/signin-screen").Has(t, 200, "配对码")
	})
}

// The wall names who came last and who is missing, for who runs the session alone; who
// looks is on record.
func TestTheWallOfASession(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		s.teacher.Get(s.path()).Has(t, 200, s.path()+"/wall")
		wall := s.teacher.Get(s.path() + "/wall")
		wall.Has(t, 200, "天体物理讲座", "没签 1", "林知夏", "还没有人签到", "signin-wall%3A"+s.id)
		s.pupil.Get(s.path()+"/wall").Has(t, 403)
		s.As(s.Alien.Person).Get(s.path()+"/wall").Has(t, 404)
		s.pupil.Get(s.code(s.id, 0)).Want(t, 303, "/in")
		s.pupil.Post("/in", nil).Has(t, 200)
		s.teacher.Get(s.path()+"/wall").Has(t, 200, "刚签到", "林知夏", "没签 0", "都到了")
		if s.Events(s.Mine.School, "signin.viewed") < 2 {
			t.Error("who looked at the names is not on record")
		}
	})
}
