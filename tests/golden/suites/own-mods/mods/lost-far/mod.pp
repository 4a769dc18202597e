mod "harbour" {
  database = var.store
}

query "site" {
  sql = "select 1"
}
