query "probe" {
  sql         = "select 1"
  description = jsonencode({ c = 1 }[*].a)
}
