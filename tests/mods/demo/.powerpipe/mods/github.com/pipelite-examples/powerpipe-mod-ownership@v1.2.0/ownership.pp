benchmark "ownership_rules" {
  title       = "Ownership"
  description = "Who answers for what."

  children = [
    control.host_has_owner,
    control.owner_is_active,
    control.site_has_contact,
  ]

  tags = local.ownership_tags
}

control "host_has_owner" {
  title    = "Hosts have an owner"
  severity = "medium"
  query    = query.hosts_without_owner
  tags     = local.ownership_tags
}

control "owner_is_active" {
  title    = "Owners are active"
  severity = "medium"

  sql = <<-EOQ
    select h.name as resource, case when a.active then 'ok' else 'alarm' end as status,
      coalesce(h.owner, 'nobody') || case when a.active then ' is active.' else ' is not active.' end as reason
    from host h left join account a on a.name = h.owner
  EOQ

  tags = local.ownership_tags
}

control "site_has_contact" {
  title    = "Sites have a contact at ${var.contact_domain}"
  severity = "low"

  sql = <<-EOQ
    select name as resource, case when contact like '%@${var.contact_domain}' then 'ok' else 'alarm' end as status,
      coalesce(contact, 'No contact.') as reason
    from site
  EOQ

  tags = local.ownership_tags
}

query "hosts_without_owner" {
  title = "Hosts without an owner"
  sql   = <<-EOQ
    select name as resource, case when owner is null then 'alarm' else 'ok' end as status,
      coalesce('Owned by ' || owner || '.', 'Nobody owns it.') as reason,
      owner || '@${var.contact_domain}' as contact
    from host
  EOQ
}

card "without_owner" {
  title = "Without an owner"
  type  = "info"
  sql   = "select count(*) as 'Without an owner' from host where owner is null"
}
