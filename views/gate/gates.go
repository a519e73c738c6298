package gate

import (
	"context"
)

func gateTitle(ctx context.Context, f GateForm) string {
	if f.ID == "" {
		return gateAdd(ctx)
	}
	return gateChange(ctx) + " " + f.Name
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

// zoneName is the name of a zone in a list, "" if it is not there.
func zoneName(zones []Zone, id string) string {
	for _, z := range zones {
		if z.ID == id {
			return z.Name
		}
	}
	return ""
}
