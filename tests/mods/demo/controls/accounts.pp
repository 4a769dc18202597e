# What the baseline says of accounts.

control "account_mfa_enabled" {
  title    = "Accounts use a second factor"
  severity = "high"

  sql = <<-EOQ
    select name as resource, case when mfa then 'ok' else 'alarm' end as status,
      name || case when mfa then ' uses' else ' does not use' end || ' a second factor.' as reason, role
    from account where active
  EOQ

  tags = local.account_tags
}

control "admin_mfa_enabled" {
  title    = "Administrators use a second factor"
  severity = "critical"

  sql = <<-EOQ
    select name as resource, case when mfa then 'ok' else 'alarm' end as status,
      'Administrator ' || name || case when mfa then ' uses' else ' does not use' end || ' a second factor.' as reason
    from account where active and role = 'admin'
  EOQ

  tags = merge(local.account_tags, {
    privileged = "true"
  })
}

control "account_password_fresh" {
  title    = "Passwords are changed in time"
  severity = "medium"
  query    = query.account_password_age

  args = {
    max_age = var.max_password_age
  }

  tags = local.account_tags
}

control "account_used_lately" {
  title    = "Accounts are in use"
  severity = "low"
  query    = query.account_last_login

  args = {
    max_age = 90
  }

  tags = local.account_tags
}

control "admin_used_lately" {
  title    = "Administrator accounts are in use"
  severity = "medium"
  query    = query.account_last_login

  args = {
    max_age = 30
    role    = "admin"
  }

  tags = merge(local.account_tags, {
    privileged = "true"
  })
}

control "admin_count_small" {
  title    = "There are two to four administrators"
  severity = "medium"

  sql = <<-EOQ
    select 'account' as resource,
      case when count(*) between 2 and 4 then 'ok' else 'alarm' end as status,
      count(*) || ' administrators.' as reason
    from account where active and role = 'admin'
  EOQ

  tags = merge(local.account_tags, {
    privileged = "true"
  })
}

control "leaver_has_no_key" {
  title    = "Accounts of leavers have no keys"
  severity = "critical"

  sql = <<-EOQ
    select a.name as resource, case when k.account is null then 'ok' else 'alarm' end as status,
      case when k.account is null then 'No key left.' else 'Key left: ' || k.kind end as reason
    from account a left join account_key k on k.account = a.name
    where not a.active
  EOQ

  tags = local.account_tags
}

control "key_rotated" {
  title    = "Keys are replaced in time"
  severity = "medium"
  query    = query.key_age

  args = {
    max_age = var.max_key_age
  }

  tags = local.account_tags
}

control "key_strong" {
  title    = "Keys are long enough"
  severity = "high"

  sql = <<-EOQ
    select account || '/' || kind as resource, case when bits >= 256 then 'ok' else 'alarm' end as status,
      kind || ' key of ' || bits || ' bits.' as reason, account
    from account_key
  EOQ

  tags = local.account_tags
}

control "key_used_lately" {
  title    = "Keys are in use"
  severity = "low"

  sql = <<-EOQ
    select account || '/' || kind as resource,
      case when last_used is null then 'info' when julianday('${var.as_of}') - julianday(last_used) <= 90 then 'ok' else 'alarm' end as status,
      coalesce('Last used on ' || last_used || '.', 'Never used.') as reason
    from account_key
  EOQ

  tags = local.account_tags
}

control "shell_access_justified" {
  title    = "Shell access belongs to operators"
  severity = "medium"

  sql = <<-EOQ
    select name as resource, case when shell_access and role not in ('admin', 'operator') then 'alarm' else 'ok' end as status,
      role || case when shell_access then ' with' else ' without' end || ' shell access.' as reason
    from account where active
  EOQ

  tags = local.account_tags
}
