# What the baseline says of hosts.

control "host_disk_encrypted" {
  title    = "Disks are encrypted"
  severity = "high"
  query    = query.host_flag

  args = {
    flag = "disk_encrypted"
  }

  tags = local.host_tags
}

control "host_agent_reports" {
  title    = "The agent has reported lately"
  severity = "medium"

  sql = <<-EOQ
    select h.name as resource,
      case when julianday('${var.as_of}') - julianday(h.agent_seen) <= 2 then 'ok' else 'alarm' end as status,
      'Last seen on ' || h.agent_seen || '.' as reason, ${local.host_dimensions}
    from host h
  EOQ

  tags = local.host_tags
}

control "host_patched" {
  title    = "Hosts are patched in time"
  severity = "high"
  query    = query.host_patch_age

  args = {
    max_age = var.max_patch_age
  }

  tags = local.host_tags
}

control "database_host_patched" {
  title    = "Database hosts are patched within two weeks"
  severity = "critical"
  query    = query.host_patch_age

  args = {
    max_age = 14
    role    = "database"
  }

  tags = local.host_tags
}

control "host_rebooted" {
  title    = "Hosts have been restarted this year"
  severity = "low"

  sql = <<-EOQ
    select h.name as resource, case when h.uptime_days <= 180 then 'ok' else 'alarm' end as status,
      'Up for ' || h.uptime_days || ' days.' as reason, ${local.host_dimensions}
    from host h
  EOQ

  tags = local.host_tags
}

control "host_release_supported" {
  title    = "The operating system is supported"
  severity = "high"

  sql = <<-EOQ
    select h.name as resource, case when r.supported_until >= '${var.as_of}' then 'ok' else 'alarm' end as status,
      h.os_release || ' is supported until ' || r.supported_until || '.' as reason, ${local.host_dimensions}
    from host h join os_release r on r.name = h.os_release
  EOQ

  tags = local.host_tags
}

control "host_no_critical_package" {
  title    = "No package with a critical advisory"
  severity = "critical"
  query    = query.package_severity

  args = {
    severity = "critical"
  }

  tags = local.host_tags
}

control "host_no_high_package" {
  title    = "No package with a high advisory"
  severity = "high"
  query    = query.package_severity

  args = {
    severity = "high"
  }

  tags = local.host_tags
}

control "host_packages_recent" {
  title    = "Few packages are behind"
  severity = "low"

  sql = <<-EOQ
    select h.name as resource, case when count(p.name) <= 5 then 'ok' else 'info' end as status,
      count(p.name) || ' packages are behind.' as reason, ${local.host_dimensions}
    from host h left join package p on p.host = h.name and p.version <> p.latest
    group by h.name
  EOQ

  tags = local.host_tags
}

control "host_site_known" {
  title    = "Hosts stand at a known site"
  severity = "low"

  sql = <<-EOQ
    select h.name as resource, case when s.name is null then 'alarm' else 'ok' end as status,
      coalesce('Stands in ' || s.city || '.', 'Unknown site ' || h.site || '.') as reason
    from host h left join site s on s.name = h.site
  EOQ

  tags = local.host_tags
}
