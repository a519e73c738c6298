package history

// EntryColumns are the columns that an Entry is read from.
func EntryColumns() (names []string) {
	for _, f := range entryFields {
		names = append(names, f.name)
	}
	return names
}

// Statements are those that list scans.
func Statements() map[string]string {
	return map[string]string{
		"entries": sqlEntries, "of_people": sqlOfPeople, "last_passages": sqlLastPassages,
		"newest_at": sqlNewestAt, "waiting_at": sqlWaitingAt, "at_terminal": sqlAtTerminal, "list": sqlList,
	}
}
