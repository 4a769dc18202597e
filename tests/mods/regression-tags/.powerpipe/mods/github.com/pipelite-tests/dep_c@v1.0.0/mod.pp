mod "dep_c" { title = "dep_c" }

variable "common_tags" { default = { owner = "dep_c" } }
