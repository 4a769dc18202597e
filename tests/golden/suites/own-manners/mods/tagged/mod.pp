mod "tagged" {
  title = "Tagged"
}

benchmark "top" {
  title    = "Top"
  tags     = { framework = "cis", level = "1", owner = "top" }
  children = [benchmark.left, benchmark.right, control.loose]
}

benchmark "left" {
  title    = "Left"
  tags     = { level = "2", section = "left, first" }
  children = [control.own, control.shared]
}

benchmark "right" {
  title    = "Right"
  children = [control.shared]
}

control "own" {
  title = "Own tags win"
  tags  = { level = "3", owner = "" }
  sql   = "select 'a' as resource, 'ok' as status, 'fine' as reason"
}

control "shared" {
  title = "Held twice"
  sql   = "select 'b' as resource, 'ok' as status, 'fine' as reason"
}

control "loose" {
  title = "Fails"
  tags  = { service = "s" }
  sql   = "select nope"
}
