package topup_test

import (
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/fault"
	"yunka/server/topup"
	"yunka/server/wechatpay/emulator"
)

// The office ends what no rule can: another amount goes into the wallet or is paid out in
// cash, money that could not go back is asked for again or paid out; each once.
func TestTheOfficeEndsIt(t *testing.T) {
	each(t, func(p *payer) {
		officer := p.Holder(t, allow.Teacher)
		office := officer.Actor
		office.Posts = []allow.Held{{School: p.School, Membership: officer.Membership, Post: allow.Finance, Of: allow.OfSchool}}
		end := func(id, how, want string) {
			t.Helper()
			err := p.tops[1].Resolve(t.Context(), office, p.School, id, how)
			if want == "" && err != nil || want != "" && (err == nil || fault.As(err).Code != want) {
				t.Errorf("%s: %v, want %q", how, err, want)
			}
		}
		p.fault(emulator.Never, emulator.Amount)
		var odd []string
		for range 2 {
			o := p.ask(1_000)
			p.bank.Pay(o.ID)
			p.clock.Add(6 * time.Second)
			p.run()
			p.until(o.ID, topup.Disputed)
			odd = append(odd, o.ID)
		}
		end(odd[0], topup.Again, "topup_way")
		if err := p.tops[0].Resolve(t.Context(), p.mother, p.School, odd[0], topup.ToWallet); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a mother: %v", err)
		}
		end(odd[0], topup.ToWallet, "")
		end(odd[0], topup.ToWallet, "topup_way")
		p.has(1_001)
		end(odd[1], topup.InCash, "")
		end(odd[1], topup.InCash, "topup_way")
		p.has(1_001)
		if a, b := p.at("suspense:long"), p.at("channel:cash"); a != 0 || b != 1_001 {
			t.Errorf("%d in suspense, %d in the desk", a, b)
		}

		p.fault(emulator.Never, emulator.Abnormal)
		stuck := p.ask(2_000)
		p.Exec(t, "UPDATE membership SET valid_to = ? WHERE person_id = ?", p.clock.Now().UnixMilli(), p.child.Person)
		p.bank.Pay(stuck.ID)
		late := func() {
			for range 3 {
				p.clock.Add(time.Minute)
				p.run()
			}
			p.until(stuck.ID, topup.Stuck)
		}
		late()
		end(stuck.ID, topup.ToWallet, "topup_way")
		end(stuck.ID, topup.Again, "")
		late()
		end(stuck.ID, topup.InCash, "")
		p.until(stuck.ID, topup.Returned)
		if a := p.at("refund_transit"); a != 0 {
			t.Errorf("%d in transit", a)
		}
		end("nobodys", topup.InCash, "not_found")
	})
}
