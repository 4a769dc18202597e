benchmark "b" {
  title = "b"
  children = [
    control.nowhere,
    control.here,
  ]
}

control "here" {
  title = "here"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}
