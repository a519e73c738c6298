package floor

// MayWatch is who may follow a class.
var MayWatch = mayWatchClass

// Rank is the percentile of the office's figures.
var Rank = rank
