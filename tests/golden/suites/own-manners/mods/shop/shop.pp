query "monday" {
  title = "Monday"
  sql   = "select 1 as n, 'a' as t union all select 2, 'b'"
}

control "open" {
  title    = "Doors are open"
  severity = "high"
  tags     = { service = "doors", area = "front" }
  sql      = "select 'door-1' as resource, 'ok' as status, 'is open' as reason, 'north' as region union all select 'door-2', 'alarm', 'is shut', 'south'"
}

control "lit" {
  title    = "Lights are on"
  severity = "low"
  tags     = { service = "lights", area = upper("front") }
  sql      = "select 'lamp-1' as resource, 'alarm' as status, 'is off' as reason, 'south' as region"
}

control "stocked" {
  title = "Shelves are full"
  sql   = "select 'shelf-1' as resource, 'ok' as status, 'full' as reason, 'north' as region"
}

benchmark "daily" {
  title    = "Daily round"
  children = [control.open, control.lit, control.stocked]
}

dashboard "floor" {
  title = "Floor"
  card {
    sql = "select 3 as doors"
  }
}
