dashboard "open_findings_by_age" {
  title         = "Open findings by age"
  documentation = "Findings in alarm or error, from the day since which they have been open without a break."

  container {
    card {
      width = 3
      sql   = "select 'Open' as label, count(*) as value, case when count(*) = 0 then 'ok' else 'alert' end as type from history_open"
    }
    card {
      width = 3
      sql   = "select 'Critical and high' as label, count(*) as value, case when count(*) = 0 then 'ok' else 'alert' end as type from history_open where severity in ('critical', 'high')"
    }
    card {
      width = 3
      sql   = "select 'Older than 30 days' as label, count(*) as value, case when count(*) = 0 then 'ok' else 'alert' end as type from history_open where age_days > 30"
    }
    card {
      width = 3
      sql   = "select 'Oldest, in days' as label, coalesce(cast(max(age_days) as integer), 0) as value, 'info' as type from history_open"
    }
  }

  container {
    chart {
      title    = "By age and severity"
      type     = "column"
      grouping = "stack"
      width    = 6
      sql      = <<-EOQ
        select case when age_days < 1 then 'today' when age_days < 7 then 'up to a week' when age_days < 30 then 'up to a month' when age_days < 90 then 'up to a quarter' else 'older' end as age,
          sum(case when severity = 'critical' then 1 else 0 end) as critical, sum(case when severity = 'high' then 1 else 0 end) as high,
          sum(case when severity = 'medium' then 1 else 0 end) as medium, sum(case when severity = 'low' then 1 else 0 end) as low,
          sum(case when coalesce(severity, '') not in ('critical', 'high', 'medium', 'low') then 1 else 0 end) as unrated
        from history_open group by 1 order by min(age_days)
      EOQ
      series "critical" {
        color = "#8b1a1a"
      }
      series "high" {
        color = "#d64545"
      }
      series "medium" {
        color = "#e8a33d"
      }
      series "low" {
        color = "#f2d16b"
      }
      series "unrated" {
        color = "#9aa5b1"
      }
    }
    chart {
      title = "Controls with most open findings"
      type  = "bar"
      width = 6
      sql   = "select control, open from (select coalesce(title, control) as control, count(*) as open from history_open group by history_open.control, title order by count(*) desc, history_open.control limit 10) as most order by open, control desc"
      series "open" {
        color = "alert"
      }
    }
  }

  table {
    title = "The oldest first"
    sql   = <<-EOQ
      select cast(age_days as integer) as "Days", substr(cast(since as text), 1, 10) as "Since", coalesce(severity, '') as "Severity", coalesce(title, control) as "Control", resource as "Resource", reason as "Reason", coalesce(exemption, '') as "Exempted because"
      from history_open order by age_days desc, control, resource limit 500
    EOQ
  }
}
