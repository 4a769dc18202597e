query "q" {
  sql = "select 1"
}

control "c" {
  query = query.q
  args = {
    a = 1
  }
}
