locals {
  baseline_tags = merge(var.common_tags, {
    type        = "Benchmark"
    environment = var.environment
  })
}

locals {
  account_tags     = merge(local.baseline_tags, { area = "accounts" })
  host_tags        = merge(local.baseline_tags, { area = "hosts" })
  network_tags     = merge(local.baseline_tags, { area = "network" })
  certificate_tags = merge(local.baseline_tags, { area = "certificates" })
  backup_tags      = merge(local.baseline_tags, { area = "backups" })
}

locals {
  dashboard_tags = merge(var.common_tags, { type = "Dashboard" })
  detection_tags = merge(var.common_tags, { type = "Detection", tactic = "TA0001" })

  # What every host control says of its row.
  host_dimensions = "h.site as site, h.role as role"
}

locals {
  port_list    = join(", ", var.open_ports)
  country_list = join(", ", [for c in var.home_countries : "'${c}'"])
}
