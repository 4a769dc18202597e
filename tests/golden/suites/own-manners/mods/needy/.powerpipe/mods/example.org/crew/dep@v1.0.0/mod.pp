mod "dep" {
}
variable "token" {
  type = string
}
