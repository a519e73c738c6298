package access

import "yunka/server/campus"

// Owners of what this package keeps: all are things of a school.
var (
	OwnerOfGate  = campus.OwnerBy("SELECT g.school_id, '' FROM gate g WHERE g.id = ?")
	OwnerOfZone  = campus.OwnerBy("SELECT z.school_id, '' FROM zone z WHERE z.id = ?")
	OwnerOfRule  = campus.OwnerBy("SELECT a.school_id, '' FROM access_rule a WHERE a.id = ?")
	OwnerOfGroup = campus.OwnerBy("SELECT a.school_id, '' FROM access_group a WHERE a.id = ?")
)
