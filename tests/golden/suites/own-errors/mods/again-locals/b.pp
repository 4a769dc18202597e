locals {
  berth = 2
  port  = "west"
}

locals {
  port = local.pier
}
