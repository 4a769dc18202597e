mod "rope" {
}
benchmark "ropes" {
  children = [control.rope]
}
control "rope" {
  sql = "select 'ok' as status, 'rope' as resource, place as reason from site"
}
query "ropes" {
  sql = "select place, 4 as version from site"
}
table "ropes" {
  sql = "select place, 4 as version from site"
}
detection "loose" {
  sql = "select place from site"
}
benchmark "watch" {
  type     = "detection"
  children = [detection.loose]
}
dashboard "coil" {
  card {
    sql = "select place as value from site"
  }
}
