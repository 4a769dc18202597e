control "only_sql" {
  sql = "select 1"
}

benchmark "no_children" {
  children = []
}

benchmark "no_attributes" {
}

benchmark "single_child" {
  children = [control.only_sql]
}

benchmark "empty_tags" {
  tags     = {}
  children = []
}

dashboard "empty" {
}

dashboard "empty_container" {
  container {
  }
}

dashboard "one_line" { title = "One line" }

query "one_line" { sql = "select 1" }
