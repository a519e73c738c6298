package db

// Visible is the SQL condition under which a row of person, class, membership,
// guardianship or credential exists for anyone: it is not part of a roster
// import, or that import has been applied. alias is the table or its alias.
func Visible(alias string) string {
	p := alias + ".pending_import"
	return "(" + p + " IS NULL OR EXISTS (SELECT 1 FROM roster_import WHERE roster_import.id = " + p + " AND roster_import.state = 'applied'))"
}
