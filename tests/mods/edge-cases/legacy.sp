query "legacy_extension" {
  sql = "select 1"
}
