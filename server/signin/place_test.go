package signin_test

import (
	"testing"
	"time"

	"yunka/server/web/webtest"
)

// A session can ask for the school's network: by the code only who is in it signs in, and
// answers a re-check; a card at the door and a hand are as ever. Nobody empties the list
// while one asks for it.
func TestOnlyInTheSchoolsNetwork(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		s.teacher.Get("/signins/new").Has(t, 200, "还不能选")
		s.teacher.Post("/signins", nil, s.form("who", "open", "in_school", "1")...).Has(t, 422, "学校的网络还没有填")
		office := s.admin.Get("/console/signins")
		office.Has(t, 200, "学校的网络", "127.0.0.1")
		s.EveryFormHasItsRoute(office)
		s.teacher.Get("/console/signins").HasNot(t, "学校的网络")
		save := func(text string) webtest.Answer {
			return s.admin.Post("/console/signins/networks", nil, "school", s.Mine.School, "networks", text)
		}
		s.teacher.Post("/console/signins/networks", nil, "school", s.Mine.School, "networks", "10.0.0.0/8").Has(t, 403)
		s.admin.Post("/console/signins/networks", nil, "school", s.Other.School, "networks", "10.0.0.0/8").Has(t, 404)
		save("10.0.0.0/7 x").Has(t, 422, "范围太大", "10.0.0.0/7 x")
		save("somewhere").Has(t, 422, "这不是网络地址", "somewhere")
		save("10.20.0.0/16").Want(t, 303, "/console/signins?done=signin-networks")

		s.teacher.Get("/signins/new").Has(t, 200, "扫码要连着学校的网络")
		id := s.make(t, "who", "classes", "class", s.Class, "in_school", "1")
		page := s.teacher.Get("/signins/" + id)
		page.Has(t, 200, "扫码要连学校网络", "人在学校外面扫码签到", "VPN")
		s.teacher.Get(s.path()).HasNot(t, "VPN")
		s.pupil.Get(s.code(id, 0)).Has(t, 409, "请连上学校的无线网再扫", "没有记下任何东西")
		save("").Has(t, 409, "不能清空", "天体物理讲座")
		save("10.20.0.0/16\n127.0.0.0/8").Has(t, 303)
		s.pupil.Get(s.code(id, 0)).Want(t, 303, "/in")
		save("10.20.0.0/16").Has(t, 303) // they leave the network before they press
		s.pupil.Get("/in").Has(t, 409, "请连上学校的无线网再扫")
		s.pupil.Post("/in", nil).Has(t, 409, "请连上学校的无线网再扫")
		if n := s.marks(id); n != "0" {
			t.Errorf("%s signed in from elsewhere", n)
		}
		save("127.0.0.1").Has(t, 303)
		s.pupil.Post("/in", nil).Has(t, 200, "已签到")

		s.teacher.Post("/signins/"+id+"/check", nil, "people", "1").Has(t, 303)
		save("10.20.0.0/16").Has(t, 303)
		s.pupil.Post("/signins/"+id+"/here", nil).Has(t, 409, "请连上学校的无线网")
		s.teacher.Post("/signins/"+id+"/people/"+s.Pupil.Person, nil, "what", "void", "why", "试").Has(t, 303)
		s.teacher.Post("/signins/"+id+"/people/"+s.Pupil.Person, nil, "what", "in", "why", "连不上").Has(t, 303)
		s.teacher.Post("/signins/"+id+"/close", nil).Has(t, 303)
		save("").Has(t, 303)
		if s.Events(s.Mine.School, "signin.networks") != 6 {
			t.Errorf("%d changes are on record", s.Events(s.Mine.School, "signin.networks"))
		}
	})
}

// A session can ask for the seat: two on one are shown to the organiser, and how many said
// none; what names no seat is said beside the field, and the claim lives.
func TestTwoOnOneSeat(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		s.pupil.Get(s.code(s.id, 0)).Want(t, 303, "/in")
		s.pupil.Get("/in").HasNot(t, "座位号")
		s.Exec("UPDATE membership SET class_id = ? WHERE id = ?", s.Class, s.Foreign.Membership)
		id := s.make(t, "who", "classes", "class", s.Class, "seats", "1")
		friend := s.As(s.Foreign.Person)
		s.pupil.Get(s.code(id, 0)).Want(t, 303, "/in")
		page := s.pupil.Get("/in")
		page.Has(t, 200, "座位号（可不填）", "A12")
		s.EveryFormHasItsRoute(page)
		s.pupil.Post("/in", nil, "seat", "<A12>").Has(t, 422, "座位号最多 10 个字", "&lt;A12&gt;")
		s.pupil.Post("/in", nil, "seat", " a 12").Has(t, 200, "已签到", "A12")
		friend.Get(s.code(id, 0)).Want(t, 303, "/in")
		friend.Post("/in", nil, "seat", "Ａ１２").Has(t, 200, "已签到")
		list := s.teacher.Get("/signins/" + id + "?tab=signed")
		list.Has(t, 200, "座位 A12 有 2 个人填", "林知夏", "两个人填了同一个座位")
		list.HasNot(t, "没填座位")
		s.teacher.Get("/signins/"+id+"/list.csv").Has(t, 200, "座位", ",A12")
		s.teacher.Post("/signins/"+id+"/people/"+s.Foreign.Person, nil, "what", "void", "why", "坐错").Has(t, 303)
		s.teacher.Get("/signins/"+id).HasNot(t, "座位 A12 有")
		s.Pass(time.Second)
		friend.Get(s.code(id, 0)).Want(t, 303, "/in")
		friend.Post("/in", nil).Has(t, 200, "已签到")
		s.teacher.Get("/signins/"+id).Has(t, 200, "1 人没填座位")
	})
}
