package scan_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"yunka/server/db"
	"yunka/server/db/dbtest"
)

// What zones cost: a school whose gate asks for passback, rules with hours and a
// clearance against one that asks nothing, in one database, round by round in
// turn; and the same with a hard limit, which locks the zone, and 20,000 people
// inside of it.
//
//	go test -run '^$' -bench Policies ./server/scan
func BenchmarkPoliciesPostgres(b *testing.B) {
	c, err := dbtest.NewCluster(dbtest.Disk(b), true)
	if err != nil {
		missing(b, err)
	}
	b.Cleanup(c.Stop)
	benchPolicies(b, "postgres", c.URL("postgres"), false)
}

func BenchmarkPoliciesLimitPostgres(b *testing.B) {
	c, err := dbtest.NewCluster(dbtest.Disk(b), true)
	if err != nil {
		missing(b, err)
	}
	b.Cleanup(c.Stop)
	benchPolicies(b, "postgres", c.URL("postgres"), true)
}

func BenchmarkPoliciesSQLite(b *testing.B) {
	benchPolicies(b, "sqlite", "sqlite:"+filepath.Join(dbtest.Disk(b), "yunka.db"), false)
}

func BenchmarkPoliciesLimitSQLite(b *testing.B) {
	benchPolicies(b, "sqlite", "sqlite:"+filepath.Join(dbtest.Disk(b), "yunka.db"), true)
}

func benchPolicies(b *testing.B, engine, url string, limit bool) {
	plain, strict := newRig(b, url), newRig(b, url)
	group := db.NewID()
	strict.Exec(b, "INSERT INTO access_group (id, school_id, name, created_at) VALUES (?, ?, 'g', 0)", group, strict.School)
	strict.Exec(b, "INSERT INTO access_group_member (group_id, person_id, school_id, granted_by, at) SELECT ?, id, school_id, 'x', 0 FROM person WHERE school_id = ?", group, strict.School)
	for i, who := range []string{"grade", "role", "everyone"} {
		id := db.NewID()
		strict.Exec(b, "INSERT INTO access_rule (id, school_id, zone_id, who, who_id, effect, note, created_at) VALUES (?, ?, ?, ?, ?, 'allow', '', 0)", id, strict.School, strict.Zone, who, []string{"三年级", "student", ""}[i])
		for day := 1; day <= 7; day++ {
			strict.Exec(b, "INSERT INTO access_rule_hours (id, school_id, rule_id, weekday, from_minute, to_minute) VALUES (?, ?, ?, ?, 0, 1440)", db.NewID(), strict.School, id, day)
		}
	}
	// Soft, so that the same people may come in again and again.
	strict.Exec(b, "UPDATE zone SET passback = 'soft', sequence = 'soft', needs_group = ? WHERE id = ?", group, strict.Zone)
	if limit {
		strict.Exec(b, "UPDATE zone SET people_limit = 100000, limit_mode = 'hard' WHERE id = ?", strict.Zone)
		strict.Exec(b, "INSERT INTO presence (zone_id, person_id, school_id, state, since) SELECT ?, id, school_id, 'in', ? FROM person WHERE school_id = ?", strict.Zone, strict.clock.Now().UnixMilli(), strict.School)
	}
	strict.Exec(b, "UPDATE school SET policy_version = policy_version + 1 WHERE id = ?", strict.School)
	free, asked := plain.World.Service(b, plain.DB), strict.World.Service(b, strict.DB)
	plain.warm(b, free)
	strict.warm(b, asked)
	if engine == "postgres" {
		plain.Exec(b, "ANALYZE")
	}
	var table []string
	for _, load := range benchLoads {
		b.Run(fmt.Sprintf("callers=%d", load.callers), func(b *testing.B) {
			var r result
			for b.Loop() {
				r = sideBySide(b, func() float64 { return plain.round(b, free, load.callers, load.scans).rate }, func() round { return strict.round(b, asked, load.callers, load.scans) })
			}
			table = append(table, r.report(b, engine, load.callers, "plain"))
		})
	}
	print(table)
}
