variable "store" {
  type    = connection
  default = connection.sqlite.cratez
}

query "own" {
  sql      = "select 1"
  database = connection.sqlite.crates
}

control "text" {
  sql      = "select 1"
  database = "connection.sqlite.crate"
}

dashboard "site" {
  table {
    sql      = "select 1"
    database = connection.mysql.crates
  }
}
