control "control_1" {
  title    = "Control 1"
  severity = "low"
  query    = query.control_rows
  tags     = local.common_tags
}

control "control_2" {
  title    = "Control 2"
  severity = "medium"
  query    = query.control_rows
  tags     = local.common_tags
}

control "control_3" {
  title    = "Control 3"
  severity = "low"
  query    = query.control_rows
  tags     = local.extended_tags
}

control "control_4" {
  title    = "Control 4"
  severity = "medium"
  query    = query.control_rows
  tags     = local.extended_tags
}

control "control_5" {
  title    = "${local.title_prefix} control 5"
  severity = "medium"
  query    = query.with_params
  tags     = local.common_tags

  args = {
    min_count = 5
  }
}

control "control_6" {
  title    = "Control 6"
  severity = "low"
  sql      = "select $1 as resource, 'ok' as status, 'fine' as reason"

  param "name" {
    default = "six"
  }
}
