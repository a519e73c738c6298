package console

import (
	"context"

	"yunka/views/msg"
)

func gateTitle(ctx context.Context, f GateForm) string {
	if f.ID == "" {
		return msg.GateAdd(ctx)
	}
	return msg.GateChange(ctx) + " " + f.Name
}

func gatePath(f GateForm) string {
	if f.ID == "" {
		return "/gates"
	}
	return "/gates/" + f.ID
}

// at is what is wrong with a field, "" when nothing is.
func at(f GateForm, field string) string {
	if f.Field == field {
		return f.Error
	}
	return ""
}

func describedHours(f GateForm) string {
	if at(f, "hours") != "" {
		return "e-hours"
	}
	return ""
}

// zoneForm is what a zone's row shows: what was refused, else what is.
func zoneForm(v GatesView, z Zone) (name, inside, wrong string) {
	if v.Refused.ID == z.ID {
		return v.Refused.Name, v.Refused.Inside, v.Refused.Error
	}
	return z.Name, z.Inside, ""
}
