dashboard "hosts" {
  title = "Hosts"
  tags  = merge(local.dashboard_tags, { area = "hosts" })

  container {
    container {
      title = "By site"
      width = 6

      chart {
        base = chart.hosts_by_site
      }
    }

    container {
      title = "By uptime"
      width = 6

      chart {
        type = "line"
        sql  = "select name, uptime_days from host order by uptime_days"
      }
    }
  }

  table {
    title = "All hosts"
    type  = "table"
    sql   = "select name, site, role, os_release, owner, patched_on from host order by name"

    column "name" {
      href = "/fleet.dashboard.host_detail?input.host={{ .name | @uri }}"
    }
  }

  hierarchy {
    title = "Sites, roles, hosts"
    type  = "tree"

    node {
      category = category.site
      sql      = "select name as id, city as title from site"
    }

    node {
      category = category.host
      sql      = "select site as from_id, name as id, name as title from host"
    }
  }

  flow {
    title = "Who talks to whom"
    type  = "sankey"

    sql = <<-EOQ
      select null as from_id, name as id, name as title from host
      union all
      select from_host, to_host, null from link
    EOQ
  }
}

# Parts that several dashboards use.

chart "hosts_by_site" {
  title = "Hosts by site"
  type  = "bar"
  query = query.hosts_by_site
}

category "host" {
  title = "Host"
  color = "steelblue"
  icon  = "computer"
  href  = "/fleet.dashboard.host_detail?input.host={{ .properties.name | @uri }}"

  property "role" {
    display = "all"
  }
}

category "site" {
  title = "Site"
  color = "seagreen"
  icon  = "location_city"

  fold {
    title     = "Sites"
    threshold = 5
  }
}

category "account" {
  title = "Account"
  color = "darkorange"
}
