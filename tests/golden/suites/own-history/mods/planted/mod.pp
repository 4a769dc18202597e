mod "shop" {
  title = "Shop"
}

variable "front" {
  default = "shut"
}

variable "back" {
  default = "open"
}

variable "lamps" {
  default = "lamp"
}

benchmark "daily" {
  title    = "Every day"
  children = [benchmark.doors, control.lamps]
}

benchmark "doors" {
  title    = "Doors"
  children = [control.doors]
}

control "doors" {
  title    = "Doors are shut"
  severity = "high"
  sql      = <<-EOQ
    select 'front' as resource, case '${var.front}' when 'shut' then 'ok' else 'alarm' end as status, 'it is ${var.front}' as reason, 'street' as side
    union all
    select 'back', case '${var.back}' when 'shut' then 'ok' else 'alarm' end, 'it is ${var.back}', 'yard'
  EOQ
}

control "lamps" {
  title = "Lamps are lit"
  sql   = "select name as resource, 'ok' as status, 'lit' as reason from ${var.lamps}"
}
