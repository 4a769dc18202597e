query "q" {
  title = not quoted at all
  sql   = "select 1"
}
