variable "common_tags" {
  type = map(string)
  default = {
    service = "compliance"
    number  = "0"
  }
}

variable "common_dimensions" {
  type    = list(string)
  default = ["account_id"]
}

locals {
  tags = merge(var.common_tags, { type = "Benchmark" })
}
