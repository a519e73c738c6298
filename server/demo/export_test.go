package demo

// Tables are what wipe empties.
var Tables = tables
