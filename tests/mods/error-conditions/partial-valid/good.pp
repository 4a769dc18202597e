control "good" {
  title = "good"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

benchmark "good" {
  title = "good"
  children = [
    control.good,
  ]
}
