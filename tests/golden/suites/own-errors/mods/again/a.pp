locals {
  port = "east"
  pier = 1
}

query "port" {
  sql = "select '${local.port}'"
}
