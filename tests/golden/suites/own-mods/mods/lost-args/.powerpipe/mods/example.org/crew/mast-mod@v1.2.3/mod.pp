variable "store" {
  type    = connection
  default = connection.sqlite.crates
}
mod "mast" {
  database = var.store
}
query "two" {
  sql = "select 2 as two"
}
