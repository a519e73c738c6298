//go:build race

package ledger_test

// racing: see TestRandomStepsAnswerAsTheModel.
const racing = true
