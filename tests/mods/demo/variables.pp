variable "database" {
  type        = string
  default     = "sqlite://fleet.db"
  description = "Where the inventory is: the file that fleet.sql makes."
}

variable "as_of" {
  type        = string
  default     = "2025-06-30"
  description = "The day that ages are counted back from, so that results stay the same."
}

variable "contact_domain" {
  type        = string
  default     = "example.org"
  description = "Mail domain of owners."
}

variable "max_password_age" {
  type        = number
  default     = 180
  description = "Days after which a password must have been changed."
}

variable "max_key_age" {
  type        = number
  default     = 365
  description = "Days after which an access key must have been replaced."
}

variable "max_patch_age" {
  type    = number
  default = 30
}

variable "certificate_warning_days" {
  type    = number
  default = 30
}

variable "open_ports" {
  type        = list(number)
  default     = [22, 80, 443]
  description = "Ports that may be open to everybody."
}

variable "environment" {
  type    = string
  default = "production"
  enum    = ["production", "staging"]
}

variable "common_tags" {
  type = map(string)
  default = {
    service = "fleet"
    plugin  = "sqlite"
  }
}

variable "home_countries" {
  type    = list(string)
  default = ["DE", "NL"]
}
