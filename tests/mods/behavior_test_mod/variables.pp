variable "region" {
  type        = string
  default     = "eu-central-1"
  description = "Where to look."
}

variable "min_count" {
  type    = number
  default = 3
}

variable "enabled" {
  type    = bool
  default = true
}

locals {
  common_tags = {
    mod    = "behavior_test"
    region = var.region
  }
}

locals {
  title_prefix = "Behaviour"
  extended_tags = merge(local.common_tags, { extended = tostring(var.enabled) })
}
