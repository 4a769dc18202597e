mod "dep_a" { title = "dep_a" }

variable "common_tags" { default = { owner = "dep_a" } }
