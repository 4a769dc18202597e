mod "mast" {
}
control "mast" {
  title = "Mast 1.2.0"
  sql = "select 'ok' as status, 'mast 1.2.0' as resource, place as reason from site"
}
query "mast" {
  sql = "select place, '1.2.0' as version from site"
}
