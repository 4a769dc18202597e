mod "needy" {
  database = "sqlite://:memory:"
  require {
    mod "example.org/crew/dep" {
      version = "1.0.0"
    }
  }
}
variable "region" {
  default = "x"
}
query "q" {
  sql = "select '${var.region}' as r, '${dep.var.token}' as t"
}
