mod "sized" {
  title = "Values from files"
}

variable "size" {
  default = 1
}

query "size" {
  sql = "select ${var.size}"
}
