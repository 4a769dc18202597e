dashboard "compliance_over_time" {
  title         = "Compliance over time"
  documentation = "Each run that was recorded, the newest 60. Passed is the share of ok among ok and alarm."

  container {
    card {
      width = 3
      sql   = "select 'Passed, newest run' as label, cast(cast(round(coalesce(ok_percent, 0)) as integer) as text) || ' %' as value, case when ok_percent >= 90 then 'ok' else 'alert' end as type from history_run order by id desc limit 1"
    }
    card {
      width = 3
      sql   = "select 'Open findings' as label, count(*) as value, case when count(*) = 0 then 'ok' else 'alert' end as type from history_open"
    }
    card {
      width = 3
      sql   = "select 'New in the newest run' as label, count(*) as value, case when count(*) = 0 then 'ok' else 'alert' end as type from history_change where run_id = (select max(id) from history_run) and to_status in ('alarm', 'error') and coalesce(from_status, 'gone') not in ('alarm', 'error')"
    }
    card {
      width = 3
      sql   = "select 'Fixed in the newest run' as label, count(*) as value, 'info' as type from history_fixed where run_id = (select max(id) from history_run)"
    }
  }

  container {
    chart {
      title = "Passed, in percent"
      type  = "line"
      width = 6
      sql   = "select replace(substr(cast(started_at as text), 1, 16), 'T', ' ') as run, round(ok_percent) as passed from (select * from history_run order by id desc limit 60) as newest order by id"
      axes {
        y {
          min = 0
          max = 100
        }
      }
      series "passed" {
        color = "ok"
      }
    }
    chart {
      title    = "Results of each run"
      type     = "column"
      grouping = "stack"
      width    = 6
      sql      = "select replace(substr(cast(started_at as text), 1, 16), 'T', ' ') as run, alarm, error, ok from (select * from history_run order by id desc limit 60) as newest order by id"
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
  }

  table {
    title = "Benchmarks in the newest run"
    sql   = <<-EOQ
      select coalesce(title, benchmark) as "Benchmark", round(ok_percent) as "Passed %", alarm as "Alarm", error as "Error", ok as "OK", skip as "Skipped", exempted as "Exempted"
      from history_trend where run_id = (select max(id) from history_run) order by ok_percent, benchmark
    EOQ
  }
}
