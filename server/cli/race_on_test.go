//go:build race

package cli_test

// racing: see TestDemoPrintsOnlyItsShape.
const racing = true
