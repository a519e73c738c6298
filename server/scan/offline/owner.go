package offline

import (
	"yunka/server/campus"
)

// OwnerOfConflict finds the school of a conflict.
var OwnerOfConflict = campus.OwnerBy("SELECT c.school_id, '' FROM conflict c WHERE c.id = ?")
