variable "region" {
  type    = string
  default = "eu-west-1"
}

variable "threshold" {
  type    = number
  default = 10
}

locals {
  tags = {
    fixture = "cross-refs"
    region  = var.region
  }
}

locals {
  limits = {
    low  = var.threshold
    high = var.threshold * 10
  }
}
