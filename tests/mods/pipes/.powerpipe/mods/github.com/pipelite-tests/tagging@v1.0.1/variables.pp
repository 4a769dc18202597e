variable "common_tags" {
  type = map(string)
  default = {
    service = "tagging"
    number  = "2"
  }
}

variable "common_dimensions" {
  type    = list(string)
  default = ["account_id", "region"]
}

locals {
  tags = merge(var.common_tags, { type = "Benchmark" })
}
