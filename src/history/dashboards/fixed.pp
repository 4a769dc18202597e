dashboard "fixed_this_quarter" {
  title         = "Fixed this quarter"
  documentation = "Findings that were in alarm or error and are not any more, since the first day of the quarter, and how long that took."

  container {
    card {
      width = 4
      sql   = "select 'Fixed' as label, count(*) as value, 'ok' as type from history_fixed where substr(cast(at as text), 1, 10) >= ${local.quarter}"
    }
    card {
      width = 4
      sql   = "select 'New in the same time' as label, count(*) as value, 'alert' as type from history_change where to_status in ('alarm', 'error') and coalesce(from_status, 'gone') not in ('alarm', 'error') and substr(cast(at as text), 1, 10) >= ${local.quarter}"
    }
    card {
      width = 4
      sql   = "select 'Days to repair, on average' as label, cast(round(avg(mean_days)) as integer) as value, 'info' as type from history_mttr"
    }
  }

  container {
    chart {
      title = "Fixed by day"
      type  = "column"
      width = 6
      sql   = "select substr(cast(at as text), 1, 10) as day, count(*) as fixed from history_fixed where substr(cast(at as text), 1, 10) >= ${local.quarter} group by 1 order by 1"
      series "fixed" {
        color = "ok"
      }
    }
    table {
      title = "Time to repair"
      width = 6
      sql   = <<-EOQ
        select coalesce(title, control) as "Control", coalesce(severity, '') as "Severity", fixed as "Fixed", round(cast(mean_days as numeric), 1) as "Mean days", round(cast(median_days as numeric), 1) as "Median days"
        from history_mttr order by mean_days desc, control limit 50
      EOQ
    }
  }

  table {
    title = "What was fixed"
    sql   = <<-EOQ
      select substr(cast(at as text), 1, 10) as "Day", coalesce(severity, '') as "Severity", coalesce(title, control) as "Control", resource as "Resource", from_status as "Was", to_status as "Is", reason as "Reason"
      from history_fixed where substr(cast(at as text), 1, 10) >= ${local.quarter} order by at desc, control, resource limit 500
    EOQ
  }
}

# Today, and the first day of the quarter, as text in words that SQLite and PostgreSQL share.
locals {
  today = "cast(current_date as text)"
}

locals {
  quarter = "(substr(${local.today}, 1, 5) || case when substr(${local.today}, 6, 2) < '04' then '01' when substr(${local.today}, 6, 2) < '07' then '04' when substr(${local.today}, 6, 2) < '10' then '07' else '10' end || '-01')"
}
