variable "service" {
  type    = string
  default = "billing"
}

variable "owner" {
  type    = string
  default = "finance"
}

locals {
  common_tags = {
    service = var.service
    owner   = var.owner
  }
}

dashboard "variable_tags" {
  title = "Tags from a local"
  tags  = local.common_tags
}

dashboard "merged_tags" {
  title = "Merged tags"
  tags = merge(local.common_tags, {
    category = "merged"
    label    = "${var.service}-${var.owner}"
  })
}

dashboard "literal_tags" {
  title = "Literal tags"
  tags = {
    type     = "literal"
    category = "test"
  }
}
