dashboard "host_detail" {
  title = "Host detail"
  tags  = merge(local.dashboard_tags, { area = "hosts" })

  input "host" {
    title       = "Host"
    type        = "select"
    placeholder = "choose a host"
    width       = 4
    query       = query.host_options
  }

  input "days" {
    title = "Logins of the last"
    width = 2

    option "7" {
      label = "7 days"
    }
    option "30" {
      label = "30 days"
    }
  }

  with "logins" {
    sql = <<-EOQ
      select count(distinct account) as accounts from login where host = $1
    EOQ

    args = [self.input.host.value]
  }

  container {
    card {
      width = 2
      sql   = "select uptime_days as 'Days up' from host where name = $1"
      args  = [self.input.host.value]
    }

    card {
      width = 2
      type  = "info"
      sql   = "select count(*) as Packages from package where host = $1 and version <> latest"
      args  = [self.input.host.value]
    }

    card {
      width = 2
      sql   = "select $1 as Accounts"
      args  = [with.logins.rows[0].accounts]
    }
  }

  graph {
    title     = "Neighbourhood"
    type      = "graph"
    direction = "left_right"

    node {
      base = node.host
      args = {
        host = self.input.host.value
      }
    }

    node "accounts_of_host" {
      base = node.account
      args = {
        host = self.input.host.value
      }
    }

    edge {
      title    = "logs in to"
      category = category.account

      sql = <<-EOQ
        select distinct account as from_id, host as to_id, count(*) as title
        from login where host = $1 group by account, host
      EOQ

      args = [self.input.host.value]
    }

    edge {
      base = edge.host_to_host
      args = {
        host = self.input.host.value
      }
    }
  }

  container {
    table {
      title = "Facts"
      type  = "line"
      width = 6
      query = query.host_facts
      args = {
        host = self.input.host.value
      }
    }

    table {
      title = "Logins"
      width = 6
      sql   = <<-EOQ
        select at, account, source, ok from login
        where host = $1 and julianday('${var.as_of}') - julianday(at) <= $2
        order by at desc
      EOQ
      args  = [self.input.host.value, self.input.days.value]
    }
  }
}

node "host" {
  category = category.host

  sql = <<-EOQ
    select name as id, name as title, json_object('name', name, 'role', role) as properties
    from host
    where name = $1 or name in (select to_host from link where from_host = $1)
  EOQ

  param "host" {}
}

node "account" {
  category = category.account

  sql = <<-EOQ
    select name as id, full_name as title from account
    where name in (select account from login where host = $1)
  EOQ

  param "host" {}
}

edge "host_to_host" {
  title = "talks to"
  sql   = "select from_host as from_id, to_host as to_id, purpose as title from link where from_host = $1"

  param "host" {}
}
