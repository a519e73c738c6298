package api

// AllExamples, ProblemDocs and StatusDocs are for tests.
func AllExamples(url string) []example { return examples(url) }

const (
	ExampleToken = exampleToken
	ExampleChip  = exampleChip
)

var (
	ProblemDocs = problemDocs
	StatusDocs  = statusDocs

	OperationWords, StatusWords = operationWords, statusWords
)
