query "count" {
  title = "Count"
  sql   = "select count(*) as value from sqlite_master"
}

query "status" {
  title = "Status rows"
  sql   = <<-EOQ
    select 'one' as name, 'ok' as status
    union all
    select 'two', 'alarm'
  EOQ
}

query "control_shaped" {
  title = "Rows of a control"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "inline_sql" {
  title       = "With its own SQL"
  description = "The SQL stands in the control."
  severity    = "low"
  sql         = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "uses_query" {
  title = "With a query"
  query = query.control_shaped
}

benchmark "simple" {
  title = "Simple"

  children = [
    control.inline_sql,
    control.uses_query,
  ]
}

dashboard "simple" {
  title = "Simple"

  container {
    title = "First"

    card {
      title = "Count"
      width = 4
      query = query.count
    }

    card {
      title = "Count again"
      width = 4
      sql   = query.count.sql
    }
  }

  container {
    card {
      sql = "select 1 as one"
    }
  }
}
