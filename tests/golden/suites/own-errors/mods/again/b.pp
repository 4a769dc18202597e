locals {
  berth = 2
  port  = "west"
}

locals {
  port = local.pier
}

variable "depth" {
  default = 1
}

variable "depth" {
  default = 2
}
