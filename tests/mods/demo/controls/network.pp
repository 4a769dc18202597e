# What the baseline says of network.

control "rule_no_any_any" {
  title    = "No rule lets everything in"
  severity = "critical"

  sql = <<-EOQ
    select host || '/' || id as resource, case when source = '0.0.0.0/0' and port = 0 and action = 'allow' then 'alarm' else 'ok' end as status,
      action || ' ' || source || ' to port ' || port || '.' as reason, host
    from firewall_rule
  EOQ

  tags = local.network_tags
}

control "rule_ports_approved" {
  title    = "Only approved ports are open to everybody"
  severity = "high"

  sql = <<-EOQ
    select host || '/' || id as resource,
      case when source <> '0.0.0.0/0' or action <> 'allow' then 'skip' when port in (${local.port_list}) then 'ok' else 'alarm' end as status,
      'Port ' || port || ' from ' || source || '.' as reason, host
    from firewall_rule
  EOQ

  tags = local.network_tags
}

control "rule_ssh_restricted" {
  title    = "SSH is open to the office only"
  severity = "high"
  query    = query.rule_port_open

  args = {
    port = 22
  }

  tags = local.network_tags
}

control "rule_database_restricted" {
  title    = "The database port is closed to the world"
  severity = "critical"
  query    = query.rule_port_open

  args = {
    port = 5432
  }

  tags = local.network_tags
}

control "rule_rdp_restricted" {
  title    = "Remote desktop is closed to the world"
  severity = "critical"
  query    = query.rule_port_open

  args = {
    port = 3389
  }

  tags = local.network_tags
}

control "rule_has_comment" {
  title    = "Rules say what they are for"
  severity = "low"

  sql = <<-EOQ
    select host || '/' || id as resource, case when coalesce(comment, '') = '' then 'info' else 'ok' end as status,
      coalesce(nullif(comment, ''), 'No comment.') as reason, host
    from firewall_rule
  EOQ

  tags = local.network_tags
}

control "listener_has_rule" {
  title    = "Listening ports have a rule"
  severity = "medium"

  sql = <<-EOQ
    select l.host || ':' || l.port as resource, case when r.id is null then 'alarm' else 'ok' end as status,
      l.process || case when r.id is null then ' listens without a rule.' else ' has a rule.' end as reason, l.host
    from listener l left join firewall_rule r on r.host = l.host and r.port = l.port
  EOQ

  tags = local.network_tags
}

control "listener_uses_tls" {
  title    = "Web servers use TLS"
  severity = "high"

  sql = <<-EOQ
    select host || ':' || port as resource, case when tls then 'ok' else 'alarm' end as status,
      process || case when tls then ' with' else ' without' end || ' TLS.' as reason, host
    from listener where process in ('nginx', 'caddy')
  EOQ

  tags = local.network_tags
}

control "link_documented" {
  title    = "Links between hosts are documented"
  severity = "low"

  sql = <<-EOQ
    select from_host || ' -> ' || to_host as resource, case when purpose is null then 'info' else 'ok' end as status,
      coalesce(purpose, 'Nobody knows why.') as reason
    from link
  EOQ

  tags = local.network_tags
}
