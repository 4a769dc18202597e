query "bom" {
  title = "Byte order mark"
  sql   = "select 1"
}
