benchmark "top" {
  title    = "Top of insights"
  children = [benchmark.inner]
  tags = merge(local.tags, {
    category = "insights"
  })
}

benchmark "inner" {
  title    = "Inner of insights"
  children = [control.check]
  tags     = local.tags
}

control "check" {
  title = "Check of insights"
  tags  = var.common_tags
  sql   = "select 'a' as resource, 'ok' as status, '${join(", ", var.common_dimensions)}' as reason"
}

dashboard "board" {
  title = "Board of insights"
  tags  = var.common_tags
}
