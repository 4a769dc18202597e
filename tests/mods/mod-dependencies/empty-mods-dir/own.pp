control "own" {
  title = "own"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}
