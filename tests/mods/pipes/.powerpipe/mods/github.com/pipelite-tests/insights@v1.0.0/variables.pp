variable "common_tags" {
  type = map(string)
  default = {
    service = "insights"
    number  = "1"
  }
}

variable "common_dimensions" {
  type    = list(string)
  default = ["account_id", "region"]
}

locals {
  tags = merge(var.common_tags, { type = "Benchmark" })
}
