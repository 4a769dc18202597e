mod "fleet" {
  title         = "Fleet compliance"
  description   = "Accounts, hosts, network, certificates and backups of a small company, checked against its own baseline."
  color         = "#1f6f8b"
  documentation = file("./docs/index.md")
  categories    = ["compliance", "inventory"]
  database      = var.database

  opengraph {
    title       = "Fleet compliance"
    description = "A demo workspace: controls, detections and dashboards over one SQLite file."
  }

  require {
    mod "github.com/pipelite-examples/powerpipe-mod-ownership" {
      version = "^1.2.0"
      args = {
        contact_domain = var.contact_domain
      }
    }
  }
}
