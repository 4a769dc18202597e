query "q" {
  sql = "select 1"
}

benchmark "b" {
  title = "b"
  children = [
    query.q,
  ]
}
