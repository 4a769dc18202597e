query "count" {
  title = "Count"
  sql   = "select 1 as value"
}

query "rows" {
  title = "Rows"
  sql   = <<-EOQ
    select 'a' as name, 1 as value
    union all
    select 'b', 2
  EOQ
}

query "control_rows" {
  title = "Rows of a control"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

query "with_params" {
  title = "With parameters"
  sql   = "select $1 as resource, case when $2 > 1 then 'ok' else 'alarm' end as status, 'fine' as reason"

  param "region" {
    description = "Where to look."
    default     = var.region
  }

  param "min_count" {
    default = var.min_count
  }
}
