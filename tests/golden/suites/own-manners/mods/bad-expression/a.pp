query "a" {
  sql = upper("x"
}
