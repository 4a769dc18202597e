variable "strait" { default = 1 }
variable "strait" { default = 2 }
