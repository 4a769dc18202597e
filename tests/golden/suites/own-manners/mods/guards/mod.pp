mod "guards" {
  title = "Guards"
}

detection "late" {
  title    = "Came late"
  severity = "high"
  sql      = "select 'gate' as place"
}

detection "loud" {
  title = "Was loud"
  sql   = "select 'hall' as place union all select 'yard'"
}

benchmark "night" {
  title    = "Night"
  type     = "detection"
  children = [detection.late, detection.loud]
}
