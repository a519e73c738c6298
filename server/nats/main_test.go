package nats_test

import (
	"testing"

	"yunka/server/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
