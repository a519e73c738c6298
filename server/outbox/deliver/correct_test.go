package deliver_test

import (
	"testing"

	"yunka/server/schooltest"
)

// A correction is told once, to who was told the wrong thing; who has waited hears the
// truth alone; who came later hears nothing.
func TestCorrections(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		child := w.child("林知夏")
		told, waits := w.parent("听说了", child), w.parent("静音", child)
		if err := w.quiet(waits.Person, quietAllDay()); err != nil {
			t.Fatal(err)
		}
		w.put(about(child, "absent"))
		w.work()
		w.told(told, "absent")
		late := w.parent("后来的", child)
		w.put(urgent(corrects(about(child, "late"), "absent")))
		w.work()
		w.told(told, "absent", "late<absent")
		w.told(waits, "late")
		w.told(late)

		// The next correction names the first of the chain or the last: the same.
		w.put(urgent(corrects(about(child, "on time"), "absent")))
		w.work()
		w.put(urgent(corrects(about(child, "on leave"), "on time")))
		w.work()
		w.told(told, "absent", "late<absent", "on time<late", "on leave<on time")
		w.told(waits, "late", "on time<late", "on leave<on time")
		w.told(late)
		w.put(urgent(corrects(about(child, "nothing"), "never said")))
		w.work()
		w.told(told, "absent", "late<absent", "on time<late", "on leave<on time")
	})
}

// A correction that itself waited and is corrected: of what the reader knows. If that
// was right after all, nothing is said.
func TestCorrectionOfACorrectionThatWaits(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		child := w.child("林知夏")
		mother := w.parent("李梅", child)
		w.put(about(child, "absent"))
		w.work()
		w.at(23, 0)
		w.put(corrects(about(child, "late"), "absent")) // it can wait
		w.work()
		w.put(corrects(about(child, "on time"), "late"))
		w.work()
		w.at(24+7, 0)
		w.work()
		w.told(mother, "absent", "on time<absent")

		w.at(24+23, 0)
		wrong := corrects(about(child, "wrong"), "absent")
		back := corrects(about(child, "back"), "absent")
		back.Data = "on time"
		w.put(wrong)
		w.work()
		w.put(back)
		w.work()
		w.at(48+7, 0)
		w.work()
		w.told(mother, "absent", "on time<absent")
		if n := schooltest.Value[int](t, w.DB, "SELECT count(*) FROM outbox_delivery WHERE person_id = ? AND state = 'waiting'", mother.Person); n != 0 {
			t.Errorf("%d wait", n)
		}
	})
}

// All in one batch: the wrong and the right value before the worker looks.
func TestCorrectionBeforeAnybodyWasTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b := w.child("甲"), w.child("乙")
		mother := w.parent("李梅", a, b)
		w.put(arrival(b, "b"), about(a, "absent"), corrects(about(a, "late"), "absent"), corrects(arrival(b, "b2"), "b"))
		w.work()
		w.told(mother, "late", "b2")
	})
}

// Who loses the right between the wrong value and its correction hears no more.
func TestCorrectionAfterTheRightIsGone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		child := w.child("林知夏")
		mother, father := w.parent("李梅", child), w.parent("林峰", child)
		w.put(about(child, "absent"))
		w.work()
		w.Exec(t, "UPDATE guardianship SET restricted = TRUE WHERE adult_id = ?", father.Person)
		w.put(corrects(about(child, "late"), "absent"))
		w.work()
		w.told(mother, "absent", "late<absent")
		w.told(father, "absent")
	})
}
