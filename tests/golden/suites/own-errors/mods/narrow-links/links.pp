control "strait" { sql = "select 1" }
benchmark "strait" { children = [control.strait, control.strait] }
control "empty" { title = "nothing to run" }
query "empty" { title = "nothing to run" }
dashboard "strait" {
  card { title = "nothing to run" }
  with "a" { sql = "select 1" }
  with "a" { sql = "select 2" }
  input "day" { type = "text" }
  input "day" { type = "text" }
}
