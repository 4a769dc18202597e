control "control_one" {
  title = "Control One"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"

  tags = {
    control_type = "test"
  }
}

control "control_two" {
  title = "Control Two"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"

  tags = {
    control_type = "test"
  }
}

control "control_three" {
  title = "Control Three"
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}
