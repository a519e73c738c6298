package cert

// Turn looks for a newer certificate now, as Run does from time to time.
func (k *Keeper) Turn() { k.turn() }

// LeafLife and Characters are for tests.
const LeafLife = leafLife

var Characters = characters
