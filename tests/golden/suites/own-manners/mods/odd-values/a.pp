control "open" {
  sql      = "select 'ok' as status, 'r' as resource, 'x' as reason"
  severity = "hgih"
}
benchmark "daily" {
  children = [control.open]
}
