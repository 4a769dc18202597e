mod "yard" {
  title = "Errors of every kind"
}

variable "region" {
  default = "north"
}
