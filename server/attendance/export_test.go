package attendance

// What tests of the class's page look into.
var (
	MayWatch = mayWatch
	MayWall  = mayWall
	PlaceOf  = placeOf
)

const Here, NotSeen, CameLate, OnLeave = here, notSeen, cameLate, onLeave
