mod "mast" {
}
control "mast" {
  title = "Mast 2.0.0"
  sql = "select 'ok' as status, 'mast 2.0.0' as resource, place as reason from site"
}
query "mast" {
  sql = "select place, '2.0.0' as version from site"
}
