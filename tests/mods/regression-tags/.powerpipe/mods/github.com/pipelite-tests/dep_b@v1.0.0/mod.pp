mod "dep_b" { title = "dep_b" }

variable "common_tags" { default = { owner = "dep_b" } }
