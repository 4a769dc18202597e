query "never_seen" {
  sql = "select 1"
}
