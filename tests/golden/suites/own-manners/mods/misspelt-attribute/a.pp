query "a" {
  titel = "x"
  sql = "select 1"
}

query "b" {
	sql   = "select 1"
	scale = 2
}
