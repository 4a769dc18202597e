query "unclosed" {
  sql = (1 +
}
variable "limit" {
  type    = number
  default = "many"
}
control "c" {
  sql     = "select 1"
  tags    = "front"
  severty = "low"
}
benchmark "b" {
  children = [control.d]
}
