locals {
  bad = 1 + [2]
}

query "title" {
  sql   = "select 2"
  title = upper("a", "b")
}

query "waits" {
  sql   = local.bad
  title = ["not told"]
}
