package pickup

import "yunka/server/pickup/rule"

// demoPlans are those of the children at these places among every so many of a class.
const demoEvery = 5

var demoPlans = map[int]rule.Plan{
	1: {Mode: rule.ByBus, Note: "3 号线，北门上车"},
	2: {Mode: rule.OnFoot},
	3: {Mode: rule.AfterSchool, Note: "到 17:50"},
}
