control "no_sql" {
  title = "No query"
}

query "lost" {
  title  = local.missing
  anchor = "not told"
}

benchmark "children" {
  children = [query.title]
}

query "late" {
  sql   = "select 3"
  title = jsonencode({ c = 1 }[*].a)
}
