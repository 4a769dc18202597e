variable "store" {
  type    = connection
  default = connection.sqlite.cratez
}

variable "stores" {
  type    = list(connection.sqlite)
  default = [connection.sqlite.cratez]
}
