package app_test

func init() {
	add(map[string]probe{
		"SOCKET card:{id}":  {on: aCard, run: socket("card")},
		"SOCKET child:{id}": {on: aPerson, run: socket("child")},
		"SOCKET gate:{id}":  {on: aDevice, run: socket("gate")},
	})
}
