mod "ask" {
  title = "Ask"
}
variable "region" {
  type        = string
  description = "Region to look at."
}
variable "token" {
  type      = string
  sensitive = true
}
query "q" {
  sql = "select '${var.region}' as region, '${var.token}' as token"
}
variable "stage" {
  type    = string
  default = "production"
  enum    = ["production", "staging"]
}
