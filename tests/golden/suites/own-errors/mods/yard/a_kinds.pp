query "tonnage" {
  sql     = "select 1"
  tonnage = 5
}

query "based" {
  base = query.tonnage
}

pipeline "p" {
}
