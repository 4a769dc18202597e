variable "limit" {
  default = 3
}
control "open" {
  sql      = "select 1"
  severity = "hgih"
}
benchmark "daily" {
  children = [control.opn, control.open]
}
control "closed" {
  query = query.mondy
}
query "monday" {
  sql = "select ${var.limt}"
}
locals {
  a = local.b
  b = local.a
}
