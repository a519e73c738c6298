//go:build race

package app_test

// racing: see TestMatrix.
const racing = true
