control "c" {
  title = "never closed"
  sql   = "select 1"
