# Questions that several controls ask with other arguments.

query "account_password_age" {
  title = "Age of passwords"
  sql   = <<-EOQ
    select
      name as resource,
      case when julianday('${var.as_of}') - julianday(password_changed) <= $1 then 'ok' else 'alarm' end as status,
      'Changed on ' || password_changed || '.' as reason
    from account
    where active
  EOQ

  param "max_age" {
    description = "Days a password may be old."
    default     = var.max_password_age
  }
}

query "account_last_login" {
  title = "Last login of accounts"
  sql   = <<-EOQ
    select
      name as resource,
      case
        when last_login is null then 'info'
        when julianday('${var.as_of}') - julianday(last_login) <= $1 then 'ok'
        else 'alarm'
      end as status,
      coalesce('Last login on ' || last_login || '.', 'Never logged in.') as reason
    from account
    where active and role like $2
  EOQ

  param "max_age" {
    description = "Days since the last login."
  }

  param "role" {
    description = "Role to look at, % for all."
    default     = "%"
  }
}

query "key_age" {
  title = "Age of access keys"
  sql   = <<-EOQ
    select
      account || '/' || kind as resource,
      case when julianday('${var.as_of}') - julianday(created) <= $1 then 'ok' else 'alarm' end as status,
      'Made on ' || created || '.' as reason,
      account
    from account_key
  EOQ

  param "max_age" {
    default = var.max_key_age
  }
}

query "host_flag" {
  title = "Hosts and one of their flags"
  sql   = <<-EOQ
    select
      h.name as resource,
      case when (case $1 when 'disk_encrypted' then h.disk_encrypted end) then 'ok' else 'alarm' end as status,
      $1 || ' of ' || h.name as reason,
      ${local.host_dimensions}
    from host h
  EOQ

  param "flag" {}
}

query "host_patch_age" {
  title = "Days since hosts were patched"
  sql   = <<-EOQ
    select
      h.name as resource,
      case when julianday('${var.as_of}') - julianday(h.patched_on) <= $1 then 'ok' else 'alarm' end as status,
      'Patched on ' || h.patched_on || '.' as reason,
      ${local.host_dimensions}
    from host h
    where h.role like $2
  EOQ

  param "max_age" {
    default = var.max_patch_age
  }

  param "role" {
    default = "%"
  }
}

query "package_severity" {
  title = "Packages behind, by advisory"
  sql   = <<-EOQ
    select
      h.name as resource,
      case when count(p.name) = 0 then 'ok' else 'alarm' end as status,
      count(p.name) || ' packages with a ' || $1 || ' advisory.' as reason,
      ${local.host_dimensions}
    from host h
    left join package p on p.host = h.name and p.severity = $1 and p.version <> p.latest
    group by h.name
  EOQ

  param "severity" {
    description = "low, high or critical"
    default     = "critical"
  }
}

query "rule_port_open" {
  title = "One port and the whole world"
  sql   = <<-EOQ
    select
      host || '/' || id as resource,
      case when port = $1 and source = '0.0.0.0/0' and action = 'allow' then 'alarm' else 'ok' end as status,
      action || ' ' || protocol || ' ' || port || ' from ' || source || '.' as reason,
      host
    from firewall_rule
  EOQ

  param "port" {
    description = "The port."
  }
}

query "certificate_days_left" {
  title = "Days that certificates are still good for"
  sql   = <<-EOQ
    select
      name as resource,
      case when julianday(not_after) - julianday('${var.as_of}') > $1 then 'ok' else 'alarm' end as status,
      'Good until ' || not_after || '.' as reason,
      host
    from certificate
  EOQ

  param "min_days" {
    default = var.certificate_warning_days
  }
}

query "backup_age" {
  title = "Days since backups of a plan"
  sql   = <<-EOQ
    select
      host || '/' || plan as resource,
      case when julianday('${var.as_of}') - julianday(finished) <= $1 then 'ok' else 'alarm' end as status,
      'Finished on ' || finished || '.' as reason,
      host
    from backup
    where plan = $2
  EOQ

  param "max_age" {
    default = 1
  }

  param "plan" {
    default = "daily"
  }
}

# What dashboards show.

query "host_count" {
  title = "Hosts"
  sql   = "select count(*) as Hosts from host"
}

query "account_count" {
  title = "Accounts"
  sql   = "select count(*) as Accounts from account where active"
}

query "hosts_by_site" {
  title = "Hosts by site"
  sql   = "select site, count(*) as hosts from host group by site order by site"
}

query "hosts_by_release" {
  title = "Hosts by release"
  sql   = "select os_release, count(*) as hosts from host group by os_release order by 2 desc"
}

query "host_options" {
  title = "Hosts to choose from"
  sql   = <<-EOQ
    select
      name || ' (' || site || ')' as label,
      name as value,
      json_object('role', role) as tags
    from host
    order by name
  EOQ
}

query "host_facts" {
  title = "Facts of one host"
  sql   = <<-EOQ
    select name as Name, os_release as Release, site as Site, role as Role, owner as Owner, patched_on as Patched
    from host
    where name = $1
  EOQ

  param "host" {
    description = "Name of the host."
  }
}
