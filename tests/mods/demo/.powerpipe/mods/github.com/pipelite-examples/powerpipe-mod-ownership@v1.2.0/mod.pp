mod "ownership" {
  title       = "Ownership rules"
  description = "Everything has an owner, and the owner can be reached."
  color       = "#8b5a1f"
}

variable "contact_domain" {
  type        = string
  default     = "example.com"
  description = "Mail domain that owners have."
}

variable "common_tags" {
  type = map(string)
  default = {
    service = "ownership"
  }
}

locals {
  ownership_tags = merge(var.common_tags, { type = "Benchmark" })
}
