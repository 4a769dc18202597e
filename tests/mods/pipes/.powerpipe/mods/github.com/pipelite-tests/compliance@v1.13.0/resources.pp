benchmark "top" {
  title    = "Top of compliance"
  children = [benchmark.inner]
  tags = merge(local.tags, {
    category = "compliance"
  })
}

benchmark "inner" {
  title    = "Inner of compliance"
  children = [control.check]
  tags     = local.tags
}

control "check" {
  title = "Check of compliance"
  tags  = var.common_tags
  sql   = "select 'a' as resource, 'ok' as status, '${join(", ", var.common_dimensions)}' as reason"
}

dashboard "board" {
  title = "Board of compliance"
  tags  = var.common_tags
}
