# What the baseline says of certificates.

control "certificate_valid" {
  title    = "Certificates have not expired"
  severity = "critical"
  query    = query.certificate_days_left

  args = {
    min_days = 0
  }

  tags = local.certificate_tags
}

control "certificate_renewed_early" {
  title    = "Certificates are renewed in time"
  severity = "medium"
  query    = query.certificate_days_left

  args = {
    min_days = var.certificate_warning_days
  }

  tags = local.certificate_tags
}

control "certificate_key_long" {
  title    = "Certificate keys are long enough"
  severity = "high"

  sql = <<-EOQ
    select name as resource, case when key_bits >= 2048 or signature like 'ecdsa%' then 'ok' else 'alarm' end as status,
      signature || ', ' || key_bits || ' bits.' as reason, host
    from certificate
  EOQ

  tags = local.certificate_tags
}

control "certificate_no_sha1" {
  title    = "No certificate is signed with SHA-1"
  severity = "high"

  sql = <<-EOQ
    select name as resource, case when signature like 'sha1%' then 'alarm' else 'ok' end as status,
      'Signed with ' || signature || '.' as reason, host
    from certificate
  EOQ

  tags = local.certificate_tags
}

control "certificate_issuer_known" {
  title    = "Certificates come from a known issuer"
  severity = "medium"

  sql = <<-EOQ
    select name as resource, case when issuer in ('House CA', 'Public CA') then 'ok' else 'alarm' end as status,
      'Issued by ' || issuer || '.' as reason, host
    from certificate
  EOQ

  tags = local.certificate_tags
}

control "certificate_host_known" {
  title    = "Certificates belong to a host of ours"
  severity = "low"

  sql = <<-EOQ
    select c.name as resource, case when h.name is null then 'alarm' else 'ok' end as status,
      c.host as reason
    from certificate c left join host h on h.name = c.host
  EOQ

  tags = local.certificate_tags
}
