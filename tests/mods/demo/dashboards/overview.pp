dashboard "overview" {
  title         = "Fleet overview"
  documentation = file("./docs/index.md")
  tags          = local.dashboard_tags

  text {
    value = <<-EOM
      # ${var.environment}

      Ages are counted back from **${var.as_of}**.
    EOM
  }

  container {
    title = "Counts"

    card {
      query = query.host_count
      width = 2
      icon  = "computer"
    }

    card {
      query = query.account_count
      width = 2
    }

    card "unencrypted" {
      width = 2
      type  = "alert"
      sql   = "select count(*) as 'Unencrypted' from host where not disk_encrypted"
      href  = dashboard.hosts.url_path
    }

    card {
      base  = ownership.card.without_owner
      width = 2
    }
  }

  container {
    title = "Distribution"

    chart {
      title = "Hosts by site"
      type  = "column"
      width = 6
      query = query.hosts_by_site

      legend {
        display  = "auto"
        position = "top"
      }

      series "hosts" {
        title = "Hosts"
        color = "steelblue"

        point "harbour" {
          color = "darkorange"
        }
      }

      axes {
        x {
          title {
            value = "Site"
          }
          labels {
            display = "always"
          }
        }
        y {
          title {
            display = "always"
            value   = "Hosts"
          }
          min = 0
        }
      }
    }

    chart {
      title = "Hosts by release"
      type  = "donut"
      width = 6
      query = query.hosts_by_release
    }
  }

  benchmark {
    title    = "Monday morning"
    children = [control.backup_succeeded, control.certificate_valid]
  }

  table "owners" {
    title = "Hosts without an owner"
    query = ownership.query.hosts_without_owner

    column "contact" {
      display = "none"
    }

    column "resource" {
      href = "/fleet.dashboard.host_detail?input.host={{ .resource | @uri }}"
      wrap = "all"
    }
  }
}
