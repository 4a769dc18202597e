control "same" {
  title = "same"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "same" {
  title = "Same again"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}
