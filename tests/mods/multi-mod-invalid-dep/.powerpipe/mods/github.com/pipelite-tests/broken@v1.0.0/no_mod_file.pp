control "c" {
  title = "c"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}
