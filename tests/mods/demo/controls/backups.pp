# What the baseline says of backups.

control "backup_exists" {
  title    = "Every host has a backup plan"
  severity = "high"

  sql = <<-EOQ
    select h.name as resource, case when count(b.host) > 0 then 'ok' else 'alarm' end as status,
      count(b.host) || ' backups.' as reason, ${local.host_dimensions}
    from host h left join backup b on b.host = h.name
    group by h.name
  EOQ

  tags = local.backup_tags
}

control "backup_daily" {
  title    = "Daily backups are daily"
  severity = "high"
  query    = query.backup_age

  args = {
    plan    = "daily"
    max_age = 1
  }

  tags = local.backup_tags
}

control "backup_weekly" {
  title    = "Weekly backups are weekly"
  severity = "medium"
  query    = query.backup_age

  args = {
    plan    = "weekly"
    max_age = 7
  }

  tags = local.backup_tags
}

control "backup_succeeded" {
  title    = "The last backup has succeeded"
  severity = "high"

  sql = <<-EOQ
    select host || '/' || plan as resource, case status when 'done' then 'ok' when 'running' then 'info' else 'alarm' end as status,
      'Last run: ' || status || '.' as reason, host
    from backup
  EOQ

  tags = local.backup_tags
}

control "backup_encrypted" {
  title    = "Backups are encrypted"
  severity = "high"

  sql = <<-EOQ
    select host || '/' || plan as resource, case when encrypted then 'ok' else 'alarm' end as status,
      case when encrypted then 'Encrypted.' else 'In the clear.' end as reason, host
    from backup
  EOQ

  tags = local.backup_tags
}

control "backup_restored" {
  title    = "A restore was tried this year"
  severity = "medium"

  sql = <<-EOQ
    select host || '/' || plan as resource,
      case when restored_on is null then 'alarm' when julianday('${var.as_of}') - julianday(restored_on) <= 365 then 'ok' else 'alarm' end as status,
      coalesce('Restored on ' || restored_on || '.', 'Never tried.') as reason, host
    from backup
  EOQ

  tags = local.backup_tags
}

control "backup_not_empty" {
  title    = "Backups have content"
  severity = "medium"

  sql = <<-EOQ
    select host || '/' || plan as resource, case when size_mb > 0 then 'ok' else 'error' end as status,
      size_mb || ' MB.' as reason, host
    from backup
  EOQ

  tags = local.backup_tags
}
