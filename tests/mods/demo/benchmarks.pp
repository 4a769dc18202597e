benchmark "baseline" {
  title         = "Baseline"
  description   = "Everything that the house has promised itself."
  documentation = file("./docs/index.md")

  children = [
    benchmark.accounts,
    benchmark.hosts,
    benchmark.network,
    benchmark.certificates,
    benchmark.backups,
    ownership.benchmark.ownership_rules,
  ]

  tags = local.baseline_tags
}

benchmark "accounts" {
  title = "Accounts"

  children = [
    benchmark.accounts_people,
    benchmark.accounts_keys,
    control.leaver_has_no_key,
  ]

  tags = local.account_tags
}

benchmark "accounts_people" {
  title       = "People"
  description = "How people prove who they are."

  children = [
    control.account_mfa_enabled,
    control.account_password_fresh,
    control.account_used_lately,
    benchmark.accounts_administrators,
    control.shell_access_justified,
  ]

  tags = local.account_tags
}

benchmark "accounts_administrators" {
  title = "Administrators"

  children = [
    control.admin_count_small,
    control.admin_mfa_enabled,
    control.admin_used_lately,
  ]

  tags = merge(local.account_tags, {
    privileged = "true"
  })
}

benchmark "accounts_keys" {
  title    = "Keys"
  children = [control.key_rotated, control.key_strong, control.key_used_lately]
  tags     = local.account_tags
}

benchmark "hosts" {
  title = "Hosts"

  children = [
    benchmark.hosts_patching,
    benchmark.hosts_state,
  ]

  tags = local.host_tags
}

benchmark "hosts_patching" {
  title = "Patching"

  children = [
    control.database_host_patched,
    control.host_no_critical_package,
    control.host_no_high_package,
    control.host_packages_recent,
    control.host_patched,
    control.host_release_supported,
  ]

  tags = local.host_tags
}

benchmark "hosts_state" {
  title = "State"

  children = [
    control.host_agent_reports,
    control.host_disk_encrypted,
    control.host_rebooted,
    control.host_site_known,
  ]

  tags = local.host_tags
}

benchmark "network" {
  title = "Network"

  children = [
    benchmark.network_rules,
    control.link_documented,
    control.listener_has_rule,
    control.listener_uses_tls,
  ]

  tags = local.network_tags
}

benchmark "network_rules" {
  title = "Firewall rules"

  children = [
    control.rule_database_restricted,
    control.rule_has_comment,
    control.rule_no_any_any,
    control.rule_ports_approved,
    control.rule_rdp_restricted,
    control.rule_ssh_restricted,
  ]

  tags = local.network_tags
}

benchmark "certificates" {
  title = "Certificates"

  children = [
    control.certificate_host_known,
    control.certificate_issuer_known,
    control.certificate_key_long,
    control.certificate_no_sha1,
    control.certificate_renewed_early,
    control.certificate_valid,
  ]

  tags = local.certificate_tags
}

benchmark "backups" {
  title = "Backups"

  children = [
    control.backup_daily,
    control.backup_encrypted,
    control.backup_exists,
    control.backup_not_empty,
    control.backup_restored,
    control.backup_succeeded,
    control.backup_weekly,
  ]

  tags = local.backup_tags
}

# The short list for Monday morning: controls that belong to other benchmarks too.
benchmark "monday" {
  title       = "Monday morning"
  description = "What can have broken over the weekend."

  children = [
    control.backup_succeeded,
    control.backup_weekly,
    control.certificate_valid,
    control.host_agent_reports,
    control.host_no_critical_package,
  ]

  tags = merge(local.baseline_tags, { rhythm = "weekly" })
}
