package allow

// Rights is a set of what a guardian may do for one child. The zero set is
// nothing.
type Rights uint8

// The seven rights of a guardianship, each given or not by itself.
const (
	View     Rights = 1 << iota // see the child's page and card
	Leave                       // ask for leave
	Pay                         // pay for the child
	Pickup                      // collect the child
	Delegate                    // name somebody else who collects the child
	Consent                     // agree to something for the child
	Notify                      // be told what happens
)

// Has reports whether the set contains all of those rights, of which there is
// at least one.
func (r Rights) Has(want Rights) bool { return want != 0 && r&want == want }
