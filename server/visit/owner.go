package visit

import "yunka/server/campus"

// Owner finds the school and the host of a visit by its pass.
var Owner = campus.OwnerBy("SELECT v.school_id, v.host_id FROM visit v WHERE v.pass_id = ?")
