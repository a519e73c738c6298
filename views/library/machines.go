package library

import (
	"time"

	"yunka/views/console"
)

// MachinesView is /console/library/machines: self-check machines of other makers.
type MachinesView struct {
	Shell  console.Shell
	Issued *console.Issued // the token that was just made
	Host   string
	Ports  []string // where machines are answered; none is nowhere
	Rows   []Machine
	Form   MachineForm
	Error  string // of the list
}

// Machine is one.
type Machine struct {
	ID, Name, Charset string
	CRLF, Stopped     bool
	Seen              time.Time // zero is never
}

// MachineForm is one as it is typed.
type MachineForm struct {
	Name, Charset string
	CRLF          bool
	Error         string
}

var charsets = []string{"utf8", "gbk"}
