benchmark "logins" {
  title       = "Suspicious logins"
  description = "Logins that somebody should look at."
  type        = "detection"

  children = [
    benchmark.logins_abroad,
    detection.login_many_failures,
    detection.login_by_leaver,
  ]

  tags = local.detection_tags
}

benchmark "logins_abroad" {
  title = "Logins from abroad"
  type  = "detection"

  children = [
    detection.login_from_abroad,
    detection.login_from_two_countries,
  ]

  tags = local.detection_tags
}

detection "login_from_abroad" {
  title           = "Login from a country without a site"
  severity        = "medium"
  display_columns = ["at", "account", "host", "country"]

  sql = <<-EOQ
    select at, account, host, source, country
    from login
    where ok and country not in (${local.country_list})
    order by at
  EOQ

  tags = local.detection_tags
}

detection "login_from_two_countries" {
  title    = "One account in two countries on one day"
  severity = "high"

  sql = <<-EOQ
    select date(at) as day, account, group_concat(distinct country) as countries
    from login
    where ok
    group by 1, 2
    having count(distinct country) > 1
  EOQ

  tags = local.detection_tags
}

detection "login_many_failures" {
  title    = "Many failures in a row"
  severity = "high"
  query    = query.login_failures

  args = {
    at_least = 5
  }

  tags = local.detection_tags
}

detection "login_by_leaver" {
  title       = "Login of somebody who has left"
  description = "The account is not active any more, and yet it was used."
  severity    = "critical"

  sql = <<-EOQ
    select l.at, l.account, l.host, l.source
    from login l
    join account a on a.name = l.account
    where not a.active
  EOQ

  tags = merge(local.detection_tags, { technique = "T1078" })
}

query "login_failures" {
  title = "Failed logins"
  sql   = <<-EOQ
    select account, host, count(*) as failures, max(at) as last
    from login
    where not ok
    group by account, host
    having count(*) >= $1
  EOQ

  param "at_least" {
    default = 3
  }
}
