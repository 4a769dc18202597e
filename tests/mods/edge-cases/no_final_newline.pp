query "no_final_newline" {
  sql = "select 1"
}