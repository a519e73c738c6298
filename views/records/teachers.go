package records

import (
	"context"

	"yunka/views/console"
	"yunka/views/msg"
)

// TeachersView is GET and POST <Base>/teachers: a file of teachers, and what it
// would do.
type TeachersView struct {
	Shell    console.Shell
	Error    string // the file could not be read
	File     string // "" before one was chosen
	Rows     int
	Changes  []TeacherChange
	Problems []Problem
	Ignored  []string // headings that mean nothing here
	Check    *Check   // nil: there is nothing to put into effect
}

// TeacherChange is one thing that a line changes. What is added, role, number,
// phone, given, ended or chip.
type TeacherChange struct {
	Line    int
	Name    string
	What    string
	Kind    string // of the post
	Of      string
	Subject string
}

func (c TeacherChange) text(ctx context.Context) string {
	title := ""
	if c.Kind != "" {
		title = msg.PostTitle(ctx, c.Kind, c.Of, c.Subject)
	}
	return msg.TeacherChange(ctx, c.What, title)
}

func teachersLabel(ctx context.Context, apply bool) string {
	if apply {
		return sameFile(ctx)
	}
	return console.ChooseFile(ctx)
}

func teachersButton(ctx context.Context, apply bool) string {
	if apply {
		return applyImport(ctx)
	}
	return checkFile(ctx)
}
