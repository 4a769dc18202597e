dashboard "flapping_findings" {
  title         = "Flapping findings"
  documentation = "Findings that were opened again after they were fixed: a repair that does not last, or a control that cannot make up its mind."

  container {
    card {
      width = 4
      sql   = "select 'Flapping' as label, count(*) as value, case when count(*) = 0 then 'ok' else 'alert' end as type from (select finding_id from history_fixed group by finding_id having count(*) > 1) as often"
    }
    card {
      width = 4
      sql   = "select 'Opened again' as label, count(*) as value, 'info' as type from history_open o where exists (select 1 from history_fixed f where f.finding_id = o.finding_id)"
    }
    card {
      width = 4
      sql   = "select 'Changes in all' as label, count(*) as value, 'info' as type from history_change where from_status is not null"
    }
  }

  chart {
    title = "Controls whose findings change most"
    type  = "bar"
    sql   = "select control, changes from (select coalesce(title, control) as control, count(*) as changes from history_change where from_status is not null group by history_change.control, title order by count(*) desc, history_change.control limit 15) as most order by changes, control desc"
  }

  table {
    title = "Fixed more than once, or opened again"
    sql   = <<-EOQ
      select coalesce(f.severity, '') as "Severity", coalesce(f.title, f.control) as "Control", f.resource as "Resource", count(*) as "Fixed", case when max(o.finding_id) is null then 'no' else 'yes' end as "Open now", substr(cast(max(f.at) as text), 1, 10) as "Last fixed"
      from history_fixed f left join history_open o on o.finding_id = f.finding_id
      group by f.finding_id, f.severity, f.title, f.control, f.resource having count(*) > 1 or max(o.finding_id) is not null order by count(*) desc, 2, 3 limit 500
    EOQ
  }
}
