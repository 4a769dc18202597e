benchmark "top" {
  title    = "Top of tagging"
  children = [benchmark.inner]
  tags = merge(local.tags, {
    category = "tagging"
  })
}

benchmark "inner" {
  title    = "Inner of tagging"
  children = [control.check]
  tags     = local.tags
}

control "check" {
  title = "Check of tagging"
  tags  = var.common_tags
  sql   = "select 'a' as resource, 'ok' as status, '${join(", ", var.common_dimensions)}' as reason"
}

dashboard "board" {
  title = "Board of tagging"
  tags  = var.common_tags
}
