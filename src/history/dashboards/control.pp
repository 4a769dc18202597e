dashboard "a_control" {
  title         = "A control"
  documentation = "One control over all runs: its results, what is open, and what changed when."

  input "control" {
    title = "Control"
    width = 6
    sql   = "select coalesce(c.title, c.name) as label, c.name as value from control c where exists (select 1 from control_run r where r.control_id = c.id) order by 1, 2"
  }

  container {
    card {
      width = 4
      sql   = "select 'Open' as label, count(*) as value, case when count(*) = 0 then 'ok' else 'alert' end as type from history_open where control = $1"
      args  = [self.input.control.value]
    }
    card {
      width = 4
      sql   = "select 'Severity' as label, coalesce(max(severity), 'none') as value, 'info' as type from control where name = $1"
      args  = [self.input.control.value]
    }
    card {
      width = 4
      sql   = "select 'Days to repair, on average' as label, coalesce(cast(cast(round(avg(mean_days)) as integer) as text), 'nothing was fixed yet') as value, 'info' as type from history_mttr where control = $1"
      args  = [self.input.control.value]
    }
  }

  chart {
    title    = "Results of each run"
    type     = "column"
    grouping = "stack"
    sql      = <<-EOQ
      select replace(substr(cast(h.started_at as text), 1, 16), 'T', ' ') as run, r.alarm, r.error, r.ok
      from control_run r join control c on c.id = r.control_id join history_run h on h.id = r.run_id where c.name = $1 order by h.id
    EOQ
    args     = [self.input.control.value]
    series "alarm" {
      color = "alert"
    }
    series "error" {
      color = "#c05621"
    }
    series "ok" {
      color = "ok"
    }
  }

  table {
    title = "Open findings"
    sql   = "select cast(age_days as integer) as \"Days\", substr(cast(since as text), 1, 10) as \"Since\", status as \"Status\", resource as \"Resource\", reason as \"Reason\" from history_open where control = $1 order by age_days desc, resource limit 500"
    args  = [self.input.control.value]
  }

  table {
    title = "What changed"
    sql   = "select replace(substr(cast(at as text), 1, 16), 'T', ' ') as \"Run\", resource as \"Resource\", coalesce(from_status, 'not known') as \"Was\", to_status as \"Is\", reason as \"Reason\" from history_change where control = $1 order by at desc, resource limit 500"
    args  = [self.input.control.value]
  }
}
