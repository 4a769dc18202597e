query "left_out" {
  sql = "select 1"
}
